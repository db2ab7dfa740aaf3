/**
 * nf_tables rules as lists of expressions: what {@code iptables-nft} sends for a rule and what is
 * read back. {@link org.netfilter4j.wire.nft.Expression} holds the values; their netlink attributes
 * come with the kernel back end. The kernel's counterpart is
 * include/uapi/linux/netfilter/nf_tables.h.
 */
@NullMarked
package org.netfilter4j.wire.nft;

import org.jspecify.annotations.NullMarked;
