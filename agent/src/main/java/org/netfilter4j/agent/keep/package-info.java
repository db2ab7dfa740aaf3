/**
 * Keeps a wanted state in the kernel beside what others have there.
 *
 * <p>A {@link org.netfilter4j.agent.keep.Keeper} compares what is wanted with what is there, and
 * changes what differs, in one transaction: all or nothing. What is the agent's own it knows from
 * the kernel alone, so that neither a restart nor changed files leave anything behind: an
 * unreferenced chain in each table names the chains in comments of rules that no packet meets, a
 * set names the sets, and a rule in somebody else's chain carries a comment, or goes to a chain of
 * the agent's.
 */
@NullMarked
package org.netfilter4j.agent.keep;

import org.jspecify.annotations.NullMarked;
