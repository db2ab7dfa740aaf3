/**
 * nf_tables expressions: those that {@code iptables-nft} sends for a rule, as {@code nft
 * --debug=netlink} prints them, are the judge of {@link org.netfilter4j.xt.nft.RuleEncoder}, and
 * its {@code -S} that of {@link org.netfilter4j.xt.nft.NormalForm}.
 */
@NullMarked
package org.netfilter4j.conformance.nft;

import org.jspecify.annotations.NullMarked;
