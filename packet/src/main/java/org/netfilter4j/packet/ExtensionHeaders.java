package org.netfilter4j.packet;

/** The walk along IPv6 extension headers, as ipv6_find_hdr does it. */
final class ExtensionHeaders {
  private static final int PAD1 = 0;
  private static final int PADN = 1;
  private static final int ROUTER_ALERT = 5;
  private static final int JUMBO = 0xc2;

  /** No such header. */
  private static final int NONE = -1;

  /** The packet ends before it could be found (EBADMSG). */
  private static final int CUT_SHORT = -2;

  private ExtensionHeaders() {}

  /**
   * Finds the transport header and what the fragment header says, and leaves both in the packet.
   * The protocol is -1 where the list runs past the data, or where a later fragment begins with an
   * extension header.
   */
  static void walk(HeaderView packet) {
    int next = packet.byteAt(6);
    int at = HeaderView.IPV6_HEADER;
    while (IpProtocol.isExtensionHeader(next) && next != IpProtocol.NO_NEXT_HEADER) {
      if (at + 2 > packet.length()) {
        return;
      }
      int following = packet.byteAt(at);
      int length;
      if (next == IpProtocol.FRAGMENT) {
        if (at + 4 > packet.length()) {
          return;
        }
        int word = packet.shortAt(at + 2);
        packet.fragment(word & 0xfff8, (word & 1) != 0);
        if ((word & 0xfff8) != 0) {
          if (!IpProtocol.isExtensionHeader(following) || following == IpProtocol.NO_NEXT_HEADER) {
            packet.transport(following, at + 8);
          }
          return;
        }
        length = 8;
      } else if (next == IpProtocol.ROUTING && at + 4 > packet.length()) {
        return;
      } else {
        length = length(next, packet.byteAt(at + 1));
      }
      next = following;
      at += length;
    }
    packet.transport(next, at);
  }

  /** The bytes of a header from its length field (ipv6_optlen, ipv6_authlen). */
  static int length(int header, int field) {
    return header == IpProtocol.AH ? (field + 2) << 2 : (field + 1) << 3;
  }

  /**
   * The offset of the first extension header of that kind; -1 where there is none, -2 where the
   * list of headers runs past the data before. Behind a fragment header of a later fragment nothing
   * is looked for.
   */
  static int find(HeaderView packet, int header) {
    int next = packet.byteAt(6);
    int at = HeaderView.IPV6_HEADER;
    while (IpProtocol.isExtensionHeader(next) && next != IpProtocol.NO_NEXT_HEADER) {
      boolean four = next == IpProtocol.FRAGMENT || next == IpProtocol.ROUTING;
      if (at + (four ? 4 : 2) > packet.length()) {
        return CUT_SHORT;
      }
      if (next == header) {
        return at;
      }
      if (next == IpProtocol.FRAGMENT && (packet.shortAt(at + 2) & 0xfff8) != 0) {
        return NONE;
      }
      int field = packet.byteAt(at + 1);
      int length = next == IpProtocol.FRAGMENT ? 8 : length(next, field);
      next = packet.byteAt(at);
      at += length;
    }
    return NONE;
  }

  /**
   * Whether a receiver goes on after the hop-by-hop options (ipv6_parse_hopopts): they lie within
   * the packet, padding is zero and at most 7 bytes, and no unknown option says "discard".
   */
  static boolean hopByHopAcceptable(HeaderView packet) {
    if (packet.byteAt(6) != IpProtocol.HOP_BY_HOP) {
      return true;
    }
    int at = HeaderView.IPV6_HEADER;
    if (at + 8 > packet.length() || at + length(0, packet.byteAt(at + 1)) > packet.length()) {
      return !packet.isComplete();
    }
    int end = at + length(0, packet.byteAt(at + 1));
    int padding = 0;
    at += 2;
    while (at < end) {
      int type = packet.byteAt(at);
      int length = type == PAD1 ? 1 : at + 1 < end ? packet.byteAt(at + 1) + 2 : end;
      if (at + length > end) {
        return false;
      }
      padding = type == PAD1 || type == PADN ? padding + length : 0;
      if (padding > 7 || !optionAcceptable(packet, type, at, length)) {
        return false;
      }
      at += length;
    }
    return true;
  }

  private static boolean optionAcceptable(HeaderView packet, int type, int at, int length) {
    return switch (type) {
      case PAD1 -> true;
      case PADN -> {
        int sum = 0;
        for (int i = 2; i < length; i++) {
          sum |= packet.byteAt(at + i);
        }
        yield sum == 0;
      }
      case ROUTER_ALERT -> length == 4;
      // Aligned to 4n+2, larger than a length field could say, and only where that is 0.
      case JUMBO ->
          length == 6
              && (at & 3) == 2
              && packet.shortAt(4) == 0
              && packet.intAt(at + 2) > 0xffff
              && packet.intAt(at + 2) <= packet.length() - HeaderView.IPV6_HEADER;
      default -> (type & 0xc0) == 0;
    };
  }
}
