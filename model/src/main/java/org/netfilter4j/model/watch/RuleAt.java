package org.netfilter4j.model.watch;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Rule;

/**
 * A rule of nf_tables as the kernel tells of it.
 *
 * @param family NFPROTO_*, one of {@link Families}
 * @param handle the number by which the kernel knows it, unique in its table
 * @param rule as {@code iptables-nft -S} reads it; null where the table is neither IPv4's nor
 *     IPv6's
 * @param counters what it has counted; zero where it has no counter
 * @param complete false where the rule does more than {@code rule} says: nft(8) or another program
 *     wrote it with expressions that iptables does not know
 */
public record RuleAt(
    int family,
    String table,
    String chain,
    long handle,
    @Nullable Rule rule,
    Counters counters,
    boolean complete) {}
