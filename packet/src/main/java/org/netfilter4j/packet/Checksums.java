package org.netfilter4j.packet;

import org.netfilter4j.model.Family;

/**
 * The Internet checksum (RFC 1071, 1624), its pseudo headers, and SCTP's CRC32c (RFC 9260 appendix
 * A). Checksums are the 16-bit numbers that stand in the packet, sums are not yet folded or turned
 * over.
 */
public final class Checksums {
  private static final int[] CRC32C = crcTable();

  private Checksums() {}

  /** Adds {@code length} bytes as big-endian 16-bit words; an odd last byte is the upper half. */
  public static long sum(long initial, byte[] bytes, int offset, int length) {
    long sum = initial;
    int end = offset + (length & ~1);
    for (int i = offset; i < end; i += 2) {
      sum += (bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff);
    }
    if ((length & 1) != 0) {
      sum += (bytes[end] & 0xff) << 8;
    }
    return sum;
  }

  /** Folds a sum to 16 bits with end-around carry. */
  public static int fold(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xffff) + (folded >>> 16);
    }
    return (int) folded;
  }

  /** The checksum of a sum: folded and turned over. */
  public static int finish(long sum) {
    return ~fold(sum) & 0xffff;
  }

  /** The checksum of a range whose checksum field is zero; 0 if the field there is right. */
  public static int internet(byte[] bytes, int offset, int length) {
    return finish(sum(0, bytes, offset, length));
  }

  /**
   * The sum of a pseudo header (RFC 9293 3.1, RFC 8200 8.1).
   *
   * @param source where the source address begins; the destination address follows it in both
   *     families
   * @param length the length of transport header and payload
   */
  public static long pseudoHeader(
      Family family, byte[] bytes, int source, int protocol, int length) {
    return sum(protocol + (length >>> 16) + (length & 0xffff), bytes, source, 2 * family.bytes());
  }

  /** The checksum after a 16-bit word under it changed (RFC 1624, equation 3). */
  public static int update(int checksum, int before, int after) {
    return finish((~checksum & 0xffffL) + (~before & 0xffff) + (after & 0xffff));
  }

  /** CRC32c of a range, as it reads in a little-endian field. */
  public static int crc32c(byte[] bytes, int offset, int length) {
    return ~crc32c(-1, bytes, offset, length);
  }

  private static int crc32c(int initial, byte[] bytes, int offset, int length) {
    int crc = initial;
    for (int i = offset; i < offset + length; i++) {
      crc = crc >>> 8 ^ CRC32C[(crc ^ bytes[i]) & 0xff];
    }
    return crc;
  }

  /**
   * The CRC32c of an SCTP packet, its checksum field counted as zero.
   *
   * @param length at least 12, the common header
   */
  public static int sctp(byte[] bytes, int offset, int length) {
    int crc = crc32c(-1, bytes, offset, 8);
    for (int i = 0; i < 4; i++) {
      crc = crc >>> 8 ^ CRC32C[crc & 0xff];
    }
    return ~crc32c(crc, bytes, offset + 12, length - 12);
  }

  private static int[] crcTable() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc >>> 1 ^ ((crc & 1) != 0 ? 0x82f63b78 : 0);
      }
      table[i] = crc;
    }
    return table;
  }

  /** Whether the IPv4 header checksum is right; IPv6 has none and is always right. */
  public static boolean headerValid(Packet packet) {
    return packet.family() == Family.IPV6
        || internet(packet.buffer(), packet.offset(), packet.headerLength()) == 0;
  }

  /**
   * Whether the transport checksum is right, as connection tracking asks it (nf_checksum). True
   * where there is none to check: fragments, packets of which bytes are missing, UDP without a
   * checksum, other protocols.
   */
  public static boolean transportValid(Packet packet) {
    if (packet.isFragment() || !packet.isComplete() || !packet.hasTransportBytes(0)) {
      return true;
    }
    byte[] bytes = packet.buffer();
    int start = packet.offset() + packet.transportOffset();
    int length = packet.length() - packet.transportOffset();
    return switch (packet.protocol()) {
      case IpProtocol.TCP -> length >= 20 && withPseudoHeader(packet, start, length, length) == 0;
      case IpProtocol.UDP ->
          length >= 8
              && (number16(bytes, start + 6) == 0
                  || withPseudoHeader(packet, start, length, length) == 0);
      case IpProtocol.UDP_LITE -> {
        if (length < 8) {
          yield false;
        }
        int coverage = number16(bytes, start + 4);
        coverage = coverage == 0 ? length : coverage;
        yield coverage >= 8
            && coverage <= length
            && withPseudoHeader(packet, start, coverage, length) == 0;
      }
      case IpProtocol.DCCP -> {
        if (length < 12) {
          yield false;
        }
        int words = bytes[start + 5] & 0xf;
        int coverage =
            words == 0 ? length : Math.min(length, (bytes[start + 4] & 0xff) * 4 + (words - 1) * 4);
        yield withPseudoHeader(packet, start, coverage, length) == 0;
      }
      case IpProtocol.ICMP ->
          packet.family() == Family.IPV6 || (length >= 8 && internet(bytes, start, length) == 0);
      case IpProtocol.ICMPV6 ->
          packet.family() == Family.IPV4
              || (length >= 4 && withPseudoHeader(packet, start, length, length) == 0);
      case IpProtocol.SCTP ->
          length >= 12
              && Integer.reverseBytes(sctp(bytes, start, length))
                  == (number16(bytes, start + 8) << 16 | number16(bytes, start + 10));
      default -> true;
    };
  }

  private static int withPseudoHeader(Packet packet, int start, int coverage, int length) {
    long pseudo =
        pseudoHeader(
            packet.family(),
            packet.buffer(),
            packet.offset() + packet.sourceOffset(),
            packet.protocol(),
            length);
    return finish(sum(pseudo, packet.buffer(), start, coverage));
  }

  static int number16(byte[] bytes, int offset) {
    return (bytes[offset] & 0xff) << 8 | (bytes[offset + 1] & 0xff);
  }
}
