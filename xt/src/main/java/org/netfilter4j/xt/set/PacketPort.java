package org.netfilter4j.xt.set;

import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;

/** Protocol and port of a packet as sets see them (ip_set_getport.c). */
final class PacketPort {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;
  private static final int NO_NEXT_HEADER = 59;
  private static final int SCTP = 132;
  private static final int UDPLITE = 136;

  /** The packet has no port that a set could hold. */
  static final int NONE = -1;

  private PacketPort() {}

  /** Whether a protocol has ports, and so ranges of them. */
  static boolean hasPorts(int protocol) {
    return protocol == TCP || protocol == UDP || protocol == SCTP || protocol == UDPLITE;
  }

  /** Whether the port of an element of this protocol means something; else it is 0. */
  static boolean hasNumber(int protocol, Family family) {
    return hasPorts(protocol) || protocol == (family == Family.IPV4 ? ICMP : ICMPV6);
  }

  /**
   * {@code protocol << 16 | port}, where the port of ICMP is {@code type << 8 | code} and that of
   * protocols without ports is 0; {@link #NONE} for later fragments and headers cut short.
   */
  static int of(Packet packet, boolean source) {
    int protocol = packet.protocol();
    if (protocol < 0
        || packet.fragmentOffset() != 0
        || protocol == (packet.family() == Family.IPV4 ? 0 : NO_NEXT_HEADER)) {
      return NONE;
    }
    int needed =
        switch (protocol) {
          case TCP -> 20;
          case SCTP -> 12;
          case UDP, UDPLITE, ICMP, ICMPV6 -> 8;
          default -> 0;
        };
    if (needed == 0) {
      return protocol << 16;
    }
    if (!packet.hasTransportBytes(needed)) {
      return NONE;
    }
    int at = packet.transportOffset();
    boolean icmp = protocol == ICMP || protocol == ICMPV6;
    return protocol << 16 | packet.shortAt(icmp || source ? at : at + 2);
  }

  /** The port of a TCP or UDP packet, or {@link #NONE} (ip_set_get_ip_port). */
  static int tcpOrUdp(Packet packet, boolean source) {
    int found = of(packet, source);
    int protocol = found >>> 16;
    return found != NONE && (protocol == TCP || protocol == UDP) ? found & 0xffff : NONE;
  }
}
