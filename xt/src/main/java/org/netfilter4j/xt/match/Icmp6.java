package org.netfilter4j.xt.match;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.option.IcmpTypes;

/** {@code -m icmp6}: ICMPv6 type and code (xt_tcpudp.c, struct ip6t_icmp, revision 0). */
public final class Icmp6 extends IcmpMatch {
  private static final IcmpTypes TYPES = new IcmpTypes(Family.IPV6);

  public Icmp6() {
    super("icmp6", Family.IPV6, option("icmpv6-type", TYPES));
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" ipv6-icmp").add(TYPES.list(match.type(), match.inverted(), out.numeric()));
  }

  /** nft's names of neighbour discovery are its own. */
  @Override
  @Nullable String nftName(IcmpTypes.Type type) {
    return switch (type.type()) {
      case 133 -> "nd-router-solicit";
      case 134 -> "nd-router-advert";
      case 135 -> "nd-neighbor-solicit";
      case 136 -> "nd-neighbor-advert";
      case 137 -> "nd-redirect";
      default -> TYPES.name(type);
    };
  }
}
