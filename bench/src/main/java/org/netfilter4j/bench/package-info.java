/**
 * Benchmarks: what a packet costs in the engine by the number of rules, and what it allocates.
 *
 * <p>{@code bench/run} builds and runs them all; words after it go to JMH ({@code bench/run -h}).
 */
@NullMarked
package org.netfilter4j.bench;

import org.jspecify.annotations.NullMarked;
