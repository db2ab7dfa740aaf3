package org.netfilter4j.model.watch;

/**
 * A table of nf_tables as the kernel tells of it.
 *
 * @param family NFPROTO_*, one of {@link Families}
 * @param flags NFT_TABLE_F_*
 * @param use how many chains, sets and objects it holds
 * @param handle the number by which the kernel knows it
 */
public record TableAt(int family, String name, long flags, long use, long handle) {}
