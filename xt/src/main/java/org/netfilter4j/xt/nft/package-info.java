/**
 * Rules as nf_tables has them: the expressions that iptables-nft 1.8.9 sends for a rule, and what
 * it makes of them when it lists.
 *
 * <p>{@link org.netfilter4j.xt.nft.RuleEncoder} writes a rule's selector as loads and comparisons,
 * a counter, and the target; each match writes itself where it is a {@link
 * org.netfilter4j.xt.nft.NativeForm}, else it goes as its struct. {@link
 * org.netfilter4j.xt.nft.RuleDecoder} reads that back, and loses what the C tool loses: {@code !
 * --sport 0:65535} is gone, several {@code -m tcp} are one. {@link
 * org.netfilter4j.xt.nft.NormalForm} is the way there and back: what nft mode lists, and by what it
 * finds a rule for {@code -C} and {@code -D}. {@link org.netfilter4j.xt.nft.NftLowering} gives the
 * expressions their meaning in the kernel, which is not that of the same words in legacy mode: a
 * load beyond the packet's end makes the rule not match, under negation too, and {@code ! --sport 1
 * ! --dport 2} is one comparison of both.
 *
 * <p>Kernel: net/netfilter/nf_tables_core.c, nft_payload.c, nft_cmp.c, nft_limit.c, nft_compat.c.
 */
@NullMarked
package org.netfilter4j.xt.nft;

import org.jspecify.annotations.NullMarked;
