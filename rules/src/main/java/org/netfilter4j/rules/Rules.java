package org.netfilter4j.rules;

import org.netfilter4j.model.Family;
import org.netfilter4j.model.Rule;

/**
 * The way into rules: {@code Rules.parse("-p tcp --dport 80 -j ACCEPT")}.
 *
 * <p>What is said here without a dialect is said in that of IPv4, nft mode, table filter.
 */
public final class Rules {
  private static final Dialect IPV4 = Dialect.of(Family.IPV4);
  private static final Dialect IPV6 = Dialect.of(Family.IPV6);

  private Rules() {}

  /** How {@code iptables} reads and prints rules of table filter, in nft mode. */
  public static Dialect ipv4() {
    return IPV4;
  }

  /** How {@code ip6tables} reads and prints rules of table filter, in nft mode. */
  public static Dialect ipv6() {
    return IPV6;
  }

  /**
   * The IPv4 rule that these words specify, as they stand after {@code iptables -A CHAIN}.
   *
   * @throws RuleException with the C tool's message
   */
  public static Rule parse(String text) {
    return IPV4.parse(text);
  }

  /** The words of a rule, as {@code -S} prints them after the chain, in nft mode. */
  public static String print(Rule rule) {
    return Dialect.of(rule.family()).print(rule);
  }

  /** An IPv4 rule to be put together. */
  public static RuleBuilder rule() {
    return IPV4.rule();
  }
}
