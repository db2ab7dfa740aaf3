package org.netfilter4j.packet;

import org.netfilter4j.model.Family;

/** Changes header fields and adjusts the checksums over them (the manip functions of nf_nat). */
final class Rewriter {
  private Rewriter() {}

  /** Writes an address at that offset of the network header. */
  static void address(Packet packet, int at, long high, long low) {
    int bytes = packet.family().bytes();
    long delta = 0;
    for (int i = 0; i < bytes; i += 2) {
      int shift = 8 * (bytes - 2 - i);
      int after = (int) (shift >= 64 ? high >>> (shift - 64) : low >>> shift) & 0xffff;
      delta += (~packet.shortAt(at + i) & 0xffff) + after;
      packet.putShort(at + i, after);
    }
    if (packet.family() == Family.IPV4) {
      adjust(packet, 10, delta, false);
    }
    adjustTransport(packet, delta, true);
  }

  /** Writes a port at that offset of the transport header. */
  static void port(Packet packet, int at, int port) {
    int field = packet.transportOffset() + at;
    long delta = (long) (~packet.shortAt(field) & 0xffff) + (port & 0xffff);
    packet.putShort(field, port & 0xffff);
    if (packet.protocol() == IpProtocol.SCTP) {
      sctp(packet);
    } else {
      adjustTransport(packet, delta, false);
    }
  }

  /** Writes the id of an ICMP or ICMPv6 message. */
  static void icmpId(Packet packet, int id) {
    int field = packet.transportOffset() + 4;
    long delta = (long) (~packet.shortAt(field) & 0xffff) + (id & 0xffff);
    packet.putShort(field, id & 0xffff);
    adjust(packet, packet.transportOffset() + 2, delta, false);
  }

  /** Writes the TOS byte or the IPv6 traffic class. */
  static void tos(Packet packet, int tos) {
    if (packet.family() == Family.IPV4) {
      replaceByte(packet, 1, tos, 10);
    } else {
      packet.putShort(0, (packet.shortAt(0) & 0xf00f) | ((tos & 0xff) << 4));
    }
  }

  /** Writes the TTL or the IPv6 hop limit. */
  static void ttl(Packet packet, int ttl) {
    if (packet.family() == Family.IPV4) {
      replaceByte(packet, 8, ttl, 10);
    } else {
      packet.putShort(6, (packet.shortAt(6) & 0xff00) | (ttl & 0xff));
    }
  }

  /** See {@link Packet#setTcpFlags}. */
  static boolean tcpFlags(Packet packet, int mask, int flags) {
    int at = packet.transportOffset();
    if (at + 20 > packet.length()) {
      return false;
    }
    int before = packet.byteAt(at + 13);
    int after = before & ~mask | flags & mask;
    if (after != before) {
      replaceByte(packet, at + 13, after, at + 16);
    }
    return true;
  }

  /** Writes a byte and adjusts the checksum at that offset. */
  static void replaceByte(Packet packet, int at, int value, int checksum) {
    int word = at & ~1;
    int before = packet.shortAt(word);
    putByte(packet, at, value);
    packet.putShort(
        checksum, Checksums.update(packet.shortAt(checksum), before, packet.shortAt(word)));
  }

  /** Writes a byte. */
  static void putByte(Packet packet, int at, int value) {
    int word = at & ~1;
    int before = packet.shortAt(word);
    packet.putShort(
        word,
        (at & 1) == 0
            ? (before & 0xff) | ((value & 0xff) << 8)
            : (before & 0xff00) | (value & 0xff));
  }

  private static void sctp(Packet packet) {
    // The CRC covers what a cut or fragmented packet does not have here; the kernel, which has put
    // fragments together before, computes it over the whole, or over what an ICMP error quotes.
    if (!packet.hasTransportBytes(12)
        || packet.moreFragments()
        || !(packet.isComplete() || packet.isEmbedded())) {
      return;
    }
    int start = packet.transportOffset();
    int crc =
        Integer.reverseBytes(
            Checksums.sctp(packet.buffer(), packet.offset() + start, packet.length() - start));
    packet.putShort(start + 8, crc >>> 16);
    packet.putShort(start + 10, crc & 0xffff);
  }

  /**
   * @param pseudo whether the change was to the pseudo header
   */
  private static void adjustTransport(Packet packet, long delta, boolean pseudo) {
    int at = packet.transportOffset();
    switch (packet.protocol()) {
      case IpProtocol.TCP -> {
        if (packet.hasTransportBytes(20)) {
          adjust(packet, at + 16, delta, false);
        }
      }
      case IpProtocol.UDP -> {
        if (packet.hasTransportBytes(8) && packet.shortAt(at + 6) != 0) {
          adjust(packet, at + 6, delta, true);
        }
      }
      case IpProtocol.UDP_LITE -> {
        if (packet.hasTransportBytes(8)) {
          adjust(packet, at + 6, delta, true);
        }
      }
      case IpProtocol.DCCP -> {
        if (packet.hasTransportBytes(12)) {
          adjust(packet, at + 6, delta, false);
        }
      }
      case IpProtocol.ICMPV6 -> {
        if (pseudo && packet.family() == Family.IPV6 && packet.hasTransportBytes(4)) {
          adjust(packet, at + 2, delta, false);
        }
      }
      default -> {}
    }
  }

  /**
   * Adjusts the checksum at that offset.
   *
   * @param delta the sum of the old words turned over and the new words
   * @param avoidZero write 0xffff for 0, which in UDP means "no checksum"
   */
  private static void adjust(Packet packet, int at, long delta, boolean avoidZero) {
    int checksum = Checksums.finish((~packet.shortAt(at) & 0xffff) + delta);
    packet.putShort(at, checksum == 0 && avoidZero ? 0xffff : checksum);
  }
}
