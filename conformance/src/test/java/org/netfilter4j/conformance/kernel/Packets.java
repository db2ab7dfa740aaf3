package org.netfilter4j.conformance.kernel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.netfilter4j.model.Family;

/**
 * Packets from scratch, with their checksums. Deliberately not made by the module under test, so
 * that a mistake there can't hide itself.
 */
final class Packets {
  static final int ICMP = 1;
  static final int TCP = 6;
  static final int UDP = 17;
  static final int FRAGMENT = 44;
  static final int ICMPV6 = 58;

  private Packets() {}

  static byte[] address(String text) {
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /**
   * An IP packet; the family is that of the addresses.
   *
   * @param protocol IPv4's protocol, IPv6's next header
   * @param id IPv4's identification, not 0
   * @param fragment IPv4's flags and fragment offset, 16 bits
   */
  static byte[] ip(
      byte[] from, byte[] to, int protocol, int id, int fragment, int ttl, int tos, byte[] body) {
    if (from.length == 4) {
      ByteBuffer out = ByteBuffer.allocate(20 + body.length);
      out.put((byte) 0x45).put((byte) tos).putShort((short) (20 + body.length));
      out.putShort((short) id).putShort((short) fragment);
      out.put((byte) ttl).put((byte) protocol).putShort((short) 0).put(from).put(to);
      out.putShort(10, (short) checksum(out.array(), 20, 0));
      return out.put(body).array();
    }
    ByteBuffer out = ByteBuffer.allocate(40 + body.length);
    out.putInt(6 << 28 | tos << 20).putShort((short) body.length);
    out.put((byte) protocol).put((byte) ttl).put(from).put(to);
    return out.put(body).array();
  }

  static byte[] ip(byte[] from, byte[] to, int protocol, int id, byte[] body) {
    return ip(from, to, protocol, id, 0, 64, 0, body);
  }

  /**
   * A TCP segment.
   *
   * @param flags the 8 bits from FIN (1) to CWR (128)
   * @param options a multiple of 4 bytes
   */
  static byte[] tcp(
      byte[] from,
      byte[] to,
      int sport,
      int dport,
      long seq,
      long ack,
      int flags,
      int window,
      byte[] options,
      byte[] data) {
    int header = 20 + options.length;
    ByteBuffer out = ByteBuffer.allocate(header + data.length);
    out.putShort((short) sport).putShort((short) dport).putInt((int) seq).putInt((int) ack);
    out.put((byte) (header << 2)).put((byte) flags).putShort((short) window);
    out.putInt(0).put(options).put(data);
    out.putShort(16, (short) transportChecksum(from, to, TCP, out.array()));
    return out.array();
  }

  static byte[] udp(byte[] from, byte[] to, int sport, int dport, byte[] data) {
    ByteBuffer out = ByteBuffer.allocate(8 + data.length);
    out.putShort((short) sport).putShort((short) dport).putShort((short) (8 + data.length));
    out.putShort((short) 0).put(data);
    int sum = transportChecksum(from, to, UDP, out.array());
    out.putShort(6, (short) (sum == 0 ? 0xffff : sum));
    return out.array();
  }

  /** An ICMP or ICMPv6 message, by the family of the addresses; {@code rest} is bytes 4 to 7. */
  static byte[] icmp(byte[] from, byte[] to, int type, int code, int rest, byte[] data) {
    ByteBuffer out = ByteBuffer.allocate(8 + data.length);
    out.put((byte) type).put((byte) code).putShort((short) 0).putInt(rest).put(data);
    int sum =
        from.length == 4
            ? checksum(out.array(), out.capacity(), 0)
            : transportChecksum(from, to, ICMPV6, out.array());
    out.putShort(2, (short) sum);
    return out.array();
  }

  /** An Ethernet frame around an IP packet, to the laboratory's interface at that place. */
  static byte[] frame(Place at, byte[] source, byte[] packet) {
    ByteBuffer out = ByteBuffer.allocate(14 + packet.length);
    out.put(new byte[] {2, 0, 0, 0, (byte) (at == Place.ETH0 ? 0 : 1), 1}).put(source);
    out.putShort((short) ((packet[0] & 0xf0) == 0x40 ? 0x0800 : 0x86dd)).put(packet);
    return out.array();
  }

  static Family family(byte[] packet) {
    return (packet[0] & 0xf0) == 0x40 ? Family.IPV4 : Family.IPV6;
  }

  static int transportChecksum(byte[] from, byte[] to, int protocol, byte[] segment) {
    byte[] pseudo = Arrays.copyOf(from, 2 * from.length);
    System.arraycopy(to, 0, pseudo, from.length, to.length);
    int sum = ~checksum(pseudo, pseudo.length, 0) & 0xffff;
    return checksum(segment, segment.length, sum + protocol + segment.length);
  }

  /** The Internet checksum (RFC 1071) of the first bytes, starting from a partial sum. */
  static int checksum(byte[] bytes, int length, int start) {
    long sum = start;
    for (int i = 0; i < length; i += 2) {
      sum += (bytes[i] & 0xff) << 8 | (i + 1 < length ? bytes[i + 1] & 0xff : 0);
    }
    while (sum >> 16 != 0) {
      sum = (sum & 0xffff) + (sum >> 16);
    }
    return (int) ~sum & 0xffff;
  }
}
