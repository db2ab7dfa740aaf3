package org.netfilter4j.packet;

import java.util.BitSet;
import org.netfilter4j.model.Family;

/** The option list of a TCP header, read as xt_tcpudp and changed as xt_TCPMSS does. */
final class TcpOptions {
  private static final int FIXED = 20;
  private static final int NOP = 1;
  private static final int MSS = 2;
  private static final int MSS_LENGTH = 4;

  private TcpOptions() {}

  /**
   * The offset of the first option of that kind, or -1. Like the kernel's search it does not stop
   * at an end-of-list byte and takes a length of 0 for 1.
   */
  static int find(HeaderView packet, int kind) {
    int end = packet.tcpHeaderLength();
    if (end < FIXED || !packet.hasTransportBytes(end)) {
      return -1;
    }
    int base = packet.transportOffset();
    for (int i = FIXED; i < end; ) {
      int found = packet.byteAt(base + i);
      if (found == kind) {
        return base + i;
      }
      i += found < 2 || i + 1 == end ? 1 : Math.max(1, packet.byteAt(base + i + 1));
    }
    return -1;
  }

  /** See {@link Packet#tcpOptionLength}. */
  static int length(HeaderView packet, int at) {
    int left = packet.transportOffset() + packet.tcpHeaderLength() - at;
    if (left < 2 || packet.byteAt(at) < 2) {
      return 1;
    }
    return Math.clamp(packet.byteAt(at + 1), 1, left);
  }

  /** See {@link Packet#setTcpMss}. */
  static boolean setMss(Packet packet, int wanted) {
    if (packet.fragmentOffset() != 0) {
      return true;
    }
    int header = packet.tcpHeaderLength();
    if (header < FIXED || !packet.hasTransportBytes(header)) {
      return false;
    }
    int base = packet.transportOffset();
    for (int i = FIXED; i <= header - MSS_LENGTH; ) {
      int kind = packet.byteAt(base + i);
      int length = packet.byteAt(base + i + 1);
      if (kind == MSS && length == MSS_LENGTH) {
        lower(packet, base + i + 2, wanted);
        return true;
      }
      i += kind < 2 ? 1 : Math.max(1, length);
    }
    // With data behind the header an option would make the packet too long: leave it alone. So too
    // in a quoted packet, which is not ours to lengthen.
    if (packet.length() - base > header
        || header >= 60
        || packet.isEmbedded()
        || !packet.isComplete()
        || packet.totalLength() + MSS_LENGTH > packet.largestTotalLength()) {
      return true;
    }
    add(packet, Math.min(wanted, packet.family() == Family.IPV4 ? 536 : 1220));
    return true;
  }

  /** See {@link Packet#stripTcpOptions}. */
  static boolean strip(Packet packet, BitSet kinds) {
    if (packet.fragmentOffset() != 0) {
      return true;
    }
    int header = packet.tcpHeaderLength();
    if (header < FIXED || !packet.hasTransportBytes(header)) {
      return false;
    }
    int base = packet.transportOffset();
    int end = base + header;
    int length;
    // A kind in the last byte, where no length can follow it, is not looked at.
    for (int at = base + FIXED; at < end - 1; at += length) {
      int kind = packet.byteAt(at);
      length = kind < 2 ? 1 : Math.max(1, packet.byteAt(at + 1));
      if (at + length > end) {
        break;
      }
      for (int i = at; kinds.get(kind) && i < at + length; i++) {
        Rewriter.replaceByte(packet, i, NOP, base + 16);
      }
    }
    return true;
  }

  private static void lower(Packet packet, int at, int wanted) {
    int before = packet.byteAt(at) << 8 | packet.byteAt(at + 1);
    if (before <= wanted) {
      return;
    }
    Rewriter.putByte(packet, at, wanted >>> 8);
    Rewriter.putByte(packet, at + 1, wanted & 0xff);
    // As the kernel does, as if the number stood at an even place; where it does not, the checksum
    // is wrong from here on.
    int checksum = packet.transportOffset() + 16;
    packet.putShort(checksum, Checksums.update(packet.shortAt(checksum), before, wanted));
  }

  private static void add(Packet packet, int mss) {
    int base = packet.transportOffset();
    int before = packet.length() - base;
    packet.grow(MSS_LENGTH);
    byte[] bytes = packet.buffer();
    int options = packet.offset() + base + FIXED;
    System.arraycopy(bytes, options, bytes, options + MSS_LENGTH, before - FIXED);
    int checksum = packet.shortAt(base + 16);
    checksum = Checksums.update(checksum, before, before + MSS_LENGTH);
    checksum = Checksums.update(checksum, 0, MSS << 8 | MSS_LENGTH);
    checksum = Checksums.update(checksum, 0, mss);
    int word = packet.shortAt(base + 12);
    checksum = Checksums.update(checksum, word, word + 0x1000);
    packet.putShort(base + FIXED, MSS << 8 | MSS_LENGTH);
    packet.putShort(base + FIXED + 2, mss);
    packet.putShort(base + 12, word + 0x1000);
    packet.putShort(base + 16, checksum);
  }
}
