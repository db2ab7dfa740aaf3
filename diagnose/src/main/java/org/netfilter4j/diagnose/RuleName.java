package org.netfilter4j.diagnose;

import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.RuleId;

/** A rule's place, and the commands that speak of it. */
public final class RuleName {
  private RuleName() {}

  /** "filter INPUT 3 (nft)". */
  public static String of(RuleId id) {
    return id.table().word() + " " + id.chain() + " " + id.number() + " (" + id.mode().word() + ")";
  }

  /** The program that works on that family and mode, by its usual name. */
  public static String program(Family family, Mode mode) {
    String base = family == Family.IPV4 ? "iptables" : "ip6tables";
    return mode == Mode.NFT ? base : base + "-legacy";
  }
}
