/**
 * The kernel's structs of matches and targets, and the entries of legacy tables that they stand in.
 *
 * <p>Each extension says in its own file how its normal form goes into the struct of each revision
 * ({@link org.netfilter4j.xt.struct.Layout}), in plain reads and writes at offsets of {@link
 * org.netfilter4j.xt.struct.StructBytes}; nothing else in the system knows those offsets. {@link
 * org.netfilter4j.xt.struct.Structs} finds the extension for a match and the other way round, for
 * both modes: nf_tables carries the struct in a compat expression, legacy x_tables in an entry,
 * which {@link org.netfilter4j.xt.struct.EntryCodec} writes and reads whole.
 *
 * <p>What no extension here knows, by name, revision or size, stays as it came: {@link
 * org.netfilter4j.xt.struct.UnknownMatch} and {@link org.netfilter4j.xt.struct.UnknownTarget} hold
 * the bytes, are listed as unknown, and are written back unchanged.
 *
 * <p>Kernel: include/uapi/linux/netfilter/xt_*.h, netfilter_ipv4/ip_tables.h,
 * netfilter_ipv6/ip6_tables.h, net/netfilter/x_tables.c.
 */
@NullMarked
package org.netfilter4j.xt.struct;

import org.jspecify.annotations.NullMarked;
