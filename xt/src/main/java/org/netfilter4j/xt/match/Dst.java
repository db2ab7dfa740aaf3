package org.netfilter4j.xt.match;

/** {@code -m dst}: the IPv6 destination options (ip6t_hbh.c, revision 0). */
public final class Dst extends ExtensionOptions {
  public Dst() {
    super("dst", ExtensionHeader.DESTINATION, "PAD0 hasn't got length");
  }
}
