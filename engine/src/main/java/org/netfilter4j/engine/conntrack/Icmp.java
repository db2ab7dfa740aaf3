package org.netfilter4j.engine.conntrack;

import org.netfilter4j.packet.IpProtocol;

/** The ICMP and ICMPv6 messages that make connections (nf_conntrack_proto_icmp.c, _icmpv6.c). */
final class Icmp {
  private Icmp() {}

  static boolean isIcmp(int protocol) {
    return protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6;
  }

  /** The type that answers a type, in either direction; -1 for messages nothing answers. */
  static int replyType(int protocol, int type) {
    if (protocol == IpProtocol.ICMP) {
      return switch (type) {
        case 8 -> 0;
        case 0 -> 8;
        case 13, 15, 17 -> type + 1;
        case 14, 16, 18 -> type - 1;
        default -> -1;
      };
    }
    return switch (type) {
      case 128, 139 -> type + 1;
      case 129, 140 -> type - 1;
      default -> -1;
    };
  }

  /** Whether a message of that type may begin a connection. */
  static boolean mayBegin(int protocol, int type) {
    return protocol == IpProtocol.ICMP
        ? type == 8 || type == 13 || type == 15 || type == 17
        : type == 128 || type == 139;
  }
}
