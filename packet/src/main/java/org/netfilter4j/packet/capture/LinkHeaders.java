package org.netfilter4j.packet.capture;

import org.netfilter4j.packet.capture.Frame.Link;

/** Finds the network header behind the link headers that captures have. */
final class LinkHeaders {
  private static final Link NONE = new Link(-1, -1, 0, -1);

  private LinkHeaders() {}

  static Link read(int linkType, byte[] frame) {
    return switch (linkType) {
      case LinkType.ETHERNET -> ethernet(frame);
      case LinkType.RAW, LinkType.RAW_BSD, LinkType.RAW_OPENBSD -> raw(frame);
      case LinkType.IPV4 -> new Link(0, Frame.ETHERTYPE_IPV4, 0, -1);
      case LinkType.IPV6 -> new Link(0, Frame.ETHERTYPE_IPV6, 0, -1);
      case LinkType.LINUX_SLL -> cooked(frame);
      case LinkType.LINUX_SLL2 -> cooked2(frame);
      case LinkType.NULL, LinkType.LOOP -> loopback(frame);
      default -> NONE;
    };
  }

  private static Link ethernet(byte[] frame) {
    if (frame.length < 14) {
      return NONE;
    }
    int type = (frame[0] & 1) == 0 ? 0 : number(frame, 0, 6) == 0xffff_ffff_ffffL ? 1 : 2;
    return behindTags(frame, 12, type, number(frame, 6, 6));
  }

  /** Follows 802.1Q and 802.1ad tags from the EtherType at that offset. */
  private static Link behindTags(byte[] frame, int etherTypeAt, int packetType, long mac) {
    int at = etherTypeAt;
    while (at + 2 <= frame.length) {
      int etherType = (int) number(frame, at, 2);
      switch (etherType) {
        case 0x8100, 0x88a8, 0x9100 -> at += 4;
        default -> {
          return new Link(at + 2, etherType, packetType, mac);
        }
      }
    }
    return NONE;
  }

  private static Link raw(byte[] frame) {
    if (frame.length == 0) {
      return NONE;
    }
    return switch (frame[0] >>> 4 & 0xf) {
      case 4 -> new Link(0, Frame.ETHERTYPE_IPV4, 0, -1);
      case 6 -> new Link(0, Frame.ETHERTYPE_IPV6, 0, -1);
      default -> new Link(0, -1, 0, -1);
    };
  }

  private static Link cooked(byte[] frame) {
    if (frame.length < 16) {
      return NONE;
    }
    int type = (int) number(frame, 0, 2);
    long mac = number(frame, 4, 2) == 6 ? number(frame, 6, 6) : -1;
    return behindTags(frame, 14, type, mac);
  }

  private static Link cooked2(byte[] frame) {
    if (frame.length < 20) {
      return NONE;
    }
    int type = frame[10] & 0xff;
    long mac = frame[11] == 6 ? number(frame, 12, 6) : -1;
    int etherType = (int) number(frame, 0, 2);
    // A tag's own EtherType stands behind the header, at the tag's third byte.
    return switch (etherType) {
      case 0x8100, 0x88a8, 0x9100 -> behindTags(frame, 22, type, mac);
      default -> new Link(20, etherType, type, mac);
    };
  }

  private static Link loopback(byte[] frame) {
    if (frame.length < 4) {
      return NONE;
    }
    // Families are small numbers, so either byte order can be told.
    int family = (int) number(frame, 0, 4);
    family = family >>> 16 == 0 ? family : Integer.reverseBytes(family);
    return switch (family) {
      case 2 -> new Link(4, Frame.ETHERTYPE_IPV4, 0, -1);
      // AF_INET6 of Linux, of NetBSD and OpenBSD, of FreeBSD, of Darwin.
      case 10, 24, 28, 30 -> new Link(4, Frame.ETHERTYPE_IPV6, 0, -1);
      default -> new Link(4, -1, 0, -1);
    };
  }

  private static long number(byte[] bytes, int offset, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | (bytes[offset + i] & 0xff);
    }
    return value;
  }
}
