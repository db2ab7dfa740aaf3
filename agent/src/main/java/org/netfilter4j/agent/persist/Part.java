package org.netfilter4j.agent.persist;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;

/** What a file holds; in the order in which the files are read at start. */
public enum Part {
  /** The sets, as {@code ipset save} prints them. */
  SETS("sets", null),
  /** The rules that {@code iptables-save} prints. */
  IPV4("IPv4 rules", Family.IPV4),
  /** The rules that {@code ip6tables-save} prints. */
  IPV6("IPv6 rules", Family.IPV6);

  /** The order in which they are taken out of the kernel: no set goes that a rule still names. */
  static final List<Part> OUT = List.of(IPV4, IPV6, SETS);

  private final String word;
  private final @Nullable Family family;

  Part(String word, @Nullable Family family) {
    this.word = word;
    this.family = family;
  }

  /** What it is, in words. */
  public String word() {
    return word;
  }

  /** The family of the rules; null for sets. */
  public @Nullable Family family() {
    return family;
  }

  static Part of(Family family) {
    return family == Family.IPV4 ? IPV4 : IPV6;
  }
}
