package org.netfilter4j.xt.match;

import org.netfilter4j.model.Family;

/** {@code -m hl}: what the packet's hop limit is (xt_hl.c, revision 0). */
public final class Hl extends HopsMatch {
  public Hl() {
    super(
        "hl",
        Family.IPV6,
        "ip6 hoplimit",
        "HL match: You must specify one of `--hl-eq', `--hl-lt', `--hl-gt'");
  }
}
