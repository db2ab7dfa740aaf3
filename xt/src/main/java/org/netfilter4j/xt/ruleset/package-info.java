/**
 * Tables in memory, changed by edits and checked as the kernel checks them.
 *
 * <p>A {@link org.netfilter4j.xt.ruleset.Draft} is a mutable copy of a {@link
 * org.netfilter4j.model.Ruleset}: it takes {@link org.netfilter4j.model.Edit}s one by one, in time
 * that does not grow with the table, refuses the impossible with an errno, and {@link
 * org.netfilter4j.xt.ruleset.Draft#freeze freezes} into a new ruleset. {@link
 * org.netfilter4j.xt.ruleset.Reach} finds which hooks reach each chain and refuses loops; {@link
 * org.netfilter4j.xt.ruleset.RuleChecks} asks each extension what its checkentry would say. {@link
 * org.netfilter4j.xt.ruleset.MemoryBackend} puts them together.
 *
 * <p>The kernel's counterparts: translate_table and mark_source_chains in ip_tables.c for legacy,
 * nft_table_validate in nf_tables_api.c and nft_compat.c for nft.
 */
@NullMarked
package org.netfilter4j.xt.ruleset;

import org.jspecify.annotations.NullMarked;
