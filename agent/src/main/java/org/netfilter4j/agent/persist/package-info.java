/**
 * Rules and sets that outlive a restart, in the files of the distributions' own packages.
 *
 * <p>There are three files, a {@link org.netfilter4j.agent.persist.Part} each: sets, IPv4 rules,
 * IPv6 rules. Where they are and what options they have is a {@link
 * org.netfilter4j.agent.persist.Layout}. On the way in sets come before the rules that name them,
 * on the way out rules come before sets.
 *
 * <p>A file is replaced whole or not at all ({@link org.netfilter4j.agent.persist.Replacement}),
 * and the last good one is kept beside it. A table is restored whole or not at all: what is wrong
 * with one table of a file is no reason to leave out the others ({@link
 * org.netfilter4j.agent.persist.Restoring}).
 */
@NullMarked
package org.netfilter4j.agent.persist;

import org.jspecify.annotations.NullMarked;
