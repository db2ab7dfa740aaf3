package org.netfilter4j.diagnose.replay;

import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;

/**
 * Numbers by which packets are recognised that were computed on one side and captured on the other.
 * What differs without meaning stays out: TTL, IP id, checksums, and how much an ICMP error quotes.
 */
final class Fingerprint {
  /** How much of the transport header and payload counts. */
  private static final int DEPTH = 96;

  private static final long MULTIPLIER = 0x9e37_79b9_7f4a_7c15L;

  private final Packet quoted = new Packet();

  /** Of the packet as it is. */
  long of(Packet packet) {
    long hash = mix(protocol(packet), packet.high(Field.Header.SOURCE_ADDRESS));
    hash = mix(hash, packet.number(Field.Header.SOURCE_ADDRESS));
    return whole(hash, packet);
  }

  /** Of the packet whatever its source is, which masquerading changes last of all. */
  long ofAnySource(Packet packet) {
    long hash = mix(protocol(packet), 1);
    return rest(destination(hash, packet), packet, hasPorts(packet) ? 2 : 0);
  }

  private long whole(long hash, Packet packet) {
    long to = destination(hash, packet);
    return packet.isIcmpError() && packet.embedded(quoted)
        ? error(to, packet)
        : rest(to, packet, 0);
  }

  private static long protocol(Packet packet) {
    return mix(packet.protocol() + 1L, packet.fragmentOffset());
  }

  private static boolean hasPorts(Packet packet) {
    return packet.has(Field.Header.SOURCE_PORT);
  }

  private static long destination(long hash, Packet packet) {
    long to = mix(hash, packet.high(Field.Header.DESTINATION_ADDRESS));
    return mix(to, packet.number(Field.Header.DESTINATION_ADDRESS));
  }

  private long error(long hash, Packet packet) {
    int at = packet.transportOffset();
    long mixed = mix(hash, packet.shortAt(at));
    mixed = mix(mixed, quoted.protocol());
    mixed = mix(mixed, quoted.high(Field.Header.SOURCE_ADDRESS));
    mixed = mix(mixed, quoted.number(Field.Header.SOURCE_ADDRESS));
    mixed = mix(mixed, quoted.number(Field.Header.SOURCE_PORT));
    mixed = mix(mixed, quoted.number(Field.Header.DESTINATION_PORT));
    return destination(mixed, quoted);
  }

  private static long rest(long hash, Packet packet, int from) {
    int header = packet.family() == Family.IPV4 ? packet.headerLength() : 0;
    long mixed = mix(hash, packet.totalLength() - header);
    int start = packet.transportOffset();
    int end = Math.min(packet.length(), start + DEPTH);
    int checksum = start + checksum(packet.protocol());
    for (int at = start + from; at + 1 < end; at += 2) {
      if (at != checksum) {
        mixed = mix(mixed, packet.shortAt(at));
      }
    }
    return mixed;
  }

  private static int checksum(int protocol) {
    return switch (protocol) {
      case IpProtocol.TCP -> 16;
      case IpProtocol.UDP, IpProtocol.UDP_LITE, IpProtocol.DCCP -> 6;
      case IpProtocol.ICMP, IpProtocol.ICMPV6 -> 2;
      default -> -1;
    };
  }

  private static long mix(long hash, long value) {
    long mixed = (hash ^ value) * MULTIPLIER;
    return mixed ^ mixed >>> 32;
  }
}
