package org.netfilter4j.xt.match;

import org.netfilter4j.xt.Translation;

/** {@code -m hbh}: the IPv6 hop-by-hop options (ip6t_hbh.c, revision 0). */
public final class Hbh extends ExtensionOptions {
  public Hbh() {
    super("hbh", ExtensionHeader.HOP_BY_HOP, "PAD0 has not got length");
  }

  @Override
  public boolean translate(Data match, Translation out) {
    match.length().translate("hbh hdrlength", out);
    return match.length().isGiven() && match.entries().isEmpty();
  }
}
