/**
 * IP sets: their types, their elements, and the namespace that rules find them in.
 *
 * <p>A {@link org.netfilter4j.xt.set.SetNamespace} holds {@link org.netfilter4j.xt.set.IpSet}s by
 * name. An IpSet is what a rule refers to, the kernel's set index: swapping two sets exchanges what
 * is behind them, their {@link org.netfilter4j.xt.set.SetType}, {@link
 * org.netfilter4j.xt.set.SetHeader} and {@link org.netfilter4j.xt.set.Contents}.
 *
 * <p>Commands work on a {@link org.netfilter4j.xt.set.SetStore}, which is an {@link
 * org.netfilter4j.xt.set.EmbeddedSets} here and the kernel elsewhere.
 *
 * <p>A command says what it wants in a {@link org.netfilter4j.xt.set.SetEntry}, which has the
 * attributes of the kernel's netlink message: addresses, prefix length, ports, timeout and so on.
 * The set's type makes keys of it, several for a range, and its contents add, delete or find them.
 * A rule that meets a packet asks with a {@link org.netfilter4j.xt.set.SetQuery}, from which the
 * type makes one key without allocating anything.
 *
 * <p>Answers are the kernel's: a {@link org.netfilter4j.xt.set.SetError}, or null where all went
 * well. A {@link org.netfilter4j.xt.set.HashTable} is the kernel's, bucket for bucket, so that hash
 * size, order and memory size come out as there.
 *
 * <p>A hash type says of which parts its elements are and, by a {@link
 * org.netfilter4j.xt.set.KeyLayout}, where the kernel's element struct has them; reading commands,
 * making keys of packets, searching by prefix lengths and listing follow from that. To add one,
 * write a file like {@link org.netfilter4j.xt.set.HashNetPort} and add a line to {@link
 * org.netfilter4j.xt.set.SetTypes}.
 *
 * <p>Nothing here is safe for several threads: the host lets one command or packet in at a time.
 * The kernel's counterpart is net/netfilter/ipset.
 */
@NullMarked
package org.netfilter4j.xt.set;

import org.jspecify.annotations.NullMarked;
