/**
 * Counters of a live machine's rules as they move.
 *
 * <p>A {@link org.netfilter4j.diagnose.watch.CounterBoard} is read again and again, and knows of
 * each rule and policy of both modes what it has counted since the beginning and since the reading
 * before ({@link org.netfilter4j.diagnose.watch.Row}). Reading takes the counters out of the
 * kernel's answer and leaves the rest; a rule is made into a value once, when it is new. Nothing is
 * zeroed, and who zeroes meanwhile disturbs nothing. {@link
 * org.netfilter4j.diagnose.watch.WatchScreen} shows it in a terminal, {@link
 * org.netfilter4j.diagnose.watch.WatchLines} in lines.
 */
@NullMarked
package org.netfilter4j.diagnose.watch;

import org.jspecify.annotations.NullMarked;
