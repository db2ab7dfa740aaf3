/**
 * Legacy x_tables as bytes: the entries of a table ({@link org.netfilter4j.wire.xtables.EntryForm}
 * says where their fields are, {@link org.netfilter4j.wire.xtables.EntryParts} finds the matches
 * and the target of one), and the chains that they make up: a {@link
 * org.netfilter4j.wire.xtables.TableBlob} takes a table apart, a {@link
 * org.netfilter4j.wire.xtables.TableBuilder} puts one together. What stands in a match or target is
 * its extension's to say.
 *
 * <p>Kernel: include/uapi/linux/netfilter_ipv4/ip_tables.h, netfilter_ipv6/ip6_tables.h,
 * netfilter/x_tables.h. Numbers are in the machine's byte order, which is little-endian wherever
 * this runs; addresses in network order.
 */
@NullMarked
package org.netfilter4j.wire.xtables;

import org.jspecify.annotations.NullMarked;
