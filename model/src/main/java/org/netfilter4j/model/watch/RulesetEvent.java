package org.netfilter4j.model.watch;

/** What nf_tables tells. */
public sealed interface RulesetEvent permits RulesetChange, TraceEvent, EventsLost {}
