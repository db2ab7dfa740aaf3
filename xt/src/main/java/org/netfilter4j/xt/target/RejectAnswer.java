package org.netfilter4j.xt.target;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.packet.Replies;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Host.AddressType;

/**
 * The packets with which REJECT answers, byte for byte as nf_reject_ipv4.c, nf_reject_ipv6.c,
 * icmp_send (net/ipv4/icmp.c) and icmp6_send (net/ipv6/icmp.c) make them; an IPv4 error's
 * identification and an IPv6 error's flow label, which the kernel makes up, apart. The kernel's
 * rate limits for ICMP are not applied. Null stands for: no answer.
 */
final class RejectAnswer {
  private static final int TTL = 64;
  private static final int PACKET_HOST = 0;
  private static final int UNREACHABLE = 3;
  private static final int UNREACHABLE6 = 1;

  /** The precedence "internetwork control", which IPv4 errors have, and the bits below it. */
  private static final int CONTROL = 0xc0;

  private static final int TOS_BITS = 0x1e;

  private RejectAnswer() {}

  /** The ICMP or ICMPv6 "destination unreachable" about a packet. */
  static byte @Nullable [] unreachable(Context context, int code) {
    if (context.packet().fragmentOffset() != 0 || !isIntact(context)) {
      return null;
    }
    boolean four = context.family() == Family.IPV4;
    return icmpError(context, four ? UNREACHABLE : UNREACHABLE6, code, 0);
  }

  /**
   * An ICMP or ICMPv6 error about a packet (icmp_send, icmpv6_send).
   *
   * @param rest bytes 4 to 7 of the message
   */
  static byte @Nullable [] icmpError(Context context, int type, int code, int rest) {
    Packet packet = context.packet();
    if (packet.packetType() != PACKET_HOST || !Replies.isAnswerable(packet)) {
      return null;
    }
    AddressType to = context.destinationType();
    boolean four = packet.family() == Family.IPV4;
    if (to == AddressType.MULTICAST
        || to == AddressType.BROADCAST
        || (!four && (packet.source().isAny() || isMulticast(packet.source())))) {
      return null;
    }
    Address from =
        to == AddressType.LOCAL
            ? packet.destination()
            : context.host().sourceFor(packet.source(), context.device());
    if (from == null) {
      return null;
    }
    if (!four) {
      return Replies.icmpError(packet, from, type, code, rest).ttl(TTL).toBytes();
    }
    int tos = ((int) packet.number(Field.Header.TOS) & TOS_BITS) | CONTROL;
    return Replies.icmpError(packet, from, type, code, rest)
        .ttl(TTL)
        .tos(tos)
        .id(context.random() & 0xffff)
        .toBytes();
  }

  /** The TCP reset that ends a connection attempt, or a connection. */
  static byte @Nullable [] reset(Context context) {
    Packet packet = context.packet();
    if (packet.protocol() != IpProtocol.TCP
        || !packet.hasTransportBytes(20)
        || (packet.number(Field.Header.TCP_FLAGS) & PacketBuilder.RST) != 0
        || !isIntact(context)) {
      return null;
    }
    if (packet.family() == Family.IPV4) {
      AddressType to = context.destinationType();
      if (to == AddressType.BROADCAST || to == AddressType.MULTICAST) {
        return null;
      }
    } else if (!isUnicast(packet.source()) || !isUnicast(packet.destination())) {
      return null;
    }
    return Replies.tcpReset(packet).ttl(TTL).toBytes();
  }

  private static boolean isUnicast(Address address) {
    return !address.isAny() && !isMulticast(address);
  }

  private static boolean isMulticast(Address address) {
    return address.family() == Family.IPV6 && address.high() >>> 56 == 0xff;
  }

  private static boolean wasChecked(Context context) {
    int protocol = context.packet().protocol();
    return context.connection() != null
        && (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP);
  }

  /**
   * Whether the bytes from the transport header on sum up, as nf_ip_checksum and nf_ip6_checksum
   * ask it of every protocol but those that nf_reject_verify_csum leaves out; DCCP, which Linux has
   * forgotten in 6.16, is none of those. What the host itself sends by TCP and UDP has its checksum
   * filled in later and is not asked, and neither is what connection tracking has found right,
   * whatever became of it since.
   */
  private static boolean isIntact(Context context) {
    Packet packet = context.packet();
    boolean six = packet.family() == Family.IPV6;
    int at = packet.transportOffset();
    if (six && (packet.protocol() < 0 || at >= packet.length())) {
      return false;
    }
    if (wasChecked(context)) {
      return true;
    }
    byte[] bytes = packet.buffer();
    int start = packet.offset() + at;
    int length = packet.length() - at;
    int protocol = packet.protocol();
    boolean transport = protocol == IpProtocol.TCP || protocol == IpProtocol.UDP;
    if (context.hook() == Hook.OUTPUT && transport && !context.isCopyOfReceived()) {
      return true;
    }
    switch (protocol) {
      case IpProtocol.UDP -> {
        if (length >= 8 && bytes[start + 6] == 0 && bytes[start + 7] == 0) {
          return true;
        }
      }
      case IpProtocol.GRE, IpProtocol.AH, IpProtocol.ESP, IpProtocol.SCTP, IpProtocol.UDP_LITE -> {
        return true;
      }
      default -> {}
    }
    long sum =
        six || transport
            ? Checksums.pseudoHeader(
                packet.family(), bytes, packet.offset() + packet.sourceOffset(), protocol, length)
            : 0;
    // In IPv4 the header is summed too, and is 0xffff by itself: nothing but zeroes behind it is
    // right.
    long all = Checksums.sum(sum + (six ? 0 : 0xffff), bytes, start, length);
    return Checksums.finish(all) == 0;
  }
}
