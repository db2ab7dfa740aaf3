package org.netfilter4j.xt.match;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.option.IcmpTypes;

/** {@code -m icmp}: ICMP type and code (xt_tcpudp.c, struct ipt_icmp, revision 0). */
public final class Icmp extends IcmpMatch {
  private static final IcmpTypes TYPES = new IcmpTypes(Family.IPV4);

  public Icmp() {
    super("icmp", Family.IPV4, option("icmp-type", TYPES));
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" icmp").add(TYPES.list(match.type(), match.inverted(), out.numeric()));
  }

  @Override
  @Nullable String nftName(IcmpTypes.Type type) {
    return TYPES.name(type);
  }
}
