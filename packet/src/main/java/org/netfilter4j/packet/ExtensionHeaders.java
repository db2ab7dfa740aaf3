package org.netfilter4j.packet;

/** The walk along IPv6 extension headers, as ipv6_find_hdr does it. */
final class ExtensionHeaders {
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
   * The offset of the first extension header of that kind, or -1. Behind a fragment header of a
   * later fragment nothing is looked for.
   */
  static int find(HeaderView packet, int header) {
    int next = packet.byteAt(6);
    int at = HeaderView.IPV6_HEADER;
    while (IpProtocol.isExtensionHeader(next)) {
      if (next == header) {
        return at;
      }
      if (next == IpProtocol.NO_NEXT_HEADER || at + 2 > packet.length()) {
        return -1;
      }
      int length;
      if (next == IpProtocol.FRAGMENT) {
        if (at + 4 > packet.length() || (packet.shortAt(at + 2) & 0xfff8) != 0) {
          return -1;
        }
        length = 8;
      } else {
        length = length(next, packet.byteAt(at + 1));
      }
      next = packet.byteAt(at);
      at += length;
    }
    return -1;
  }
}
