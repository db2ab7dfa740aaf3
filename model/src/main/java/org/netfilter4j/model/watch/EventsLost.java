package org.netfilter4j.model.watch;

/**
 * Some events, nobody knows how many or which, were thrown away by the kernel because they came
 * faster than they were read (ENOBUFS). Whoever follows the ruleset must read it anew.
 */
public record EventsLost() implements RulesetEvent {}
