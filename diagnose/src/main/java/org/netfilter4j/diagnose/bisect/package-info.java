/**
 * Finds the rule that drops described packets on a live machine, by trying.
 *
 * <p>A {@link org.netfilter4j.diagnose.bisect.Course} is the rules that the packets may meet, in
 * order: the built-in chains of both modes, requests first and then their answers, and in them the
 * {@link org.netfilter4j.diagnose.bisect.Step}s, which are the rules that could be the reason, and
 * the policies.
 *
 * <p>{@link org.netfilter4j.diagnose.bisect.Bisection} accepts the packets from a step on: before
 * its rule, behind each jump that led to its chain, and at the beginning of all later built-in
 * chains. They get through where nothing before the step drops them, wherever they leave a chain
 * early; so one search by halves goes through all chains and both modes. In the end the packets
 * were seen to get through with an accepting rule before the rule found, and not with one behind
 * it.
 *
 * <p>{@link org.netfilter4j.diagnose.bisect.Counting} does the same with rules that only count, and
 * finds who decides; it needs no test, but packets that come.
 */
@NullMarked
package org.netfilter4j.diagnose.bisect;

import org.jspecify.annotations.NullMarked;
