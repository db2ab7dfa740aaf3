/**
 * The agent's rules in a real kernel beside what others have there, and the C tools to look at
 * both: its core in this JVM, and {@code nf4j agent} as a process, with real packets, other
 * programs that get in its way, and bad days.
 *
 * <p>{@link org.netfilter4j.conformance.agent.AgentChaosTest} makes events from a seed, in random
 * order, for as long as it is told ({@code -Dnf4j.agent.chaos.seconds=600}).
 */
@NullMarked
package org.netfilter4j.conformance.agent;

import org.jspecify.annotations.NullMarked;
