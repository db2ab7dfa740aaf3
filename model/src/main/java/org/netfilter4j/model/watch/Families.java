package org.netfilter4j.model.watch;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;

/** The kernel's protocol families of tables (NFPROTO_*). */
public final class Families {
  public static final int INET = 1;
  public static final int IPV4 = 2;
  public static final int ARP = 3;
  public static final int NETDEV = 5;
  public static final int BRIDGE = 7;
  public static final int IPV6 = 10;

  private Families() {}

  /** The number of a family. */
  public static int number(Family family) {
    return switch (family) {
      case IPV4 -> IPV4;
      case IPV6 -> IPV6;
    };
  }

  /** The family of that number; null where it is neither IPv4 nor IPv6. */
  public static @Nullable Family family(int number) {
    return switch (number) {
      case IPV4 -> Family.IPV4;
      case IPV6 -> Family.IPV6;
      default -> null;
    };
  }

  /** As nft(8) calls it; "unknown" for another number. */
  public static String word(int number) {
    return switch (number) {
      case INET -> "inet";
      case IPV4 -> "ip";
      case ARP -> "arp";
      case NETDEV -> "netdev";
      case BRIDGE -> "bridge";
      case IPV6 -> "ip6";
      default -> "unknown";
    };
  }
}
