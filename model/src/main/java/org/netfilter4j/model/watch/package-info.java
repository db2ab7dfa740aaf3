/**
 * What a machine tells of its nf_tables as it happens, as values: a {@link
 * org.netfilter4j.model.watch.RulesetChange} when tables, chains and rules are made and deleted,
 * and at the end of each transaction which program it was; a {@link
 * org.netfilter4j.model.watch.TraceEvent} for each step of a packet that a rule with {@code -j
 * TRACE} has marked.
 *
 * <p>Tables of all protocol families are told of, those that are not iptables' own too, so the
 * family is the kernel's number ({@link org.netfilter4j.model.watch.RuleAt#family}). Events come
 * faster than they are read at times; then the kernel throws them away and says so: {@link
 * org.netfilter4j.model.watch.EventsLost}.
 */
@NullMarked
package org.netfilter4j.model.watch;

import org.jspecify.annotations.NullMarked;
