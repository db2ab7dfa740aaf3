package org.netfilter4j.packet;

import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;

/** Packets that answer packets: what a peer sends back, ICMP errors, TCP resets. */
public final class Replies {
  private Replies() {}

  /**
   * Whether ICMP errors are sent about it: not where it is an ICMP error itself, or one of a kind
   * that is not known or can't be told (icmp_pointers, is_ineligible).
   */
  public static boolean isAnswerable(Packet packet) {
    if (!packet.isIcmp()) {
      return true;
    }
    if (!packet.hasTransportBytes(1)) {
      // A first fragment without as much as a type may be answered in IPv6 (RFC 8200 4.5).
      return packet.family() == Family.IPV6 && packet.isFragment();
    }
    int type = (int) packet.number(Field.Header.ICMP_TYPE);
    if (packet.family() == Family.IPV6) {
      return type >= 128;
    }
    return switch (type) {
      case 0, 8, 13, 14, 15, 16, 17, 18 -> true;
      default -> false;
    };
  }

  /**
   * What an obliging peer answers: addresses and ports swapped; SYN-ACK to a SYN, else ACK; the
   * echo reply to an echo request; else an empty packet of the same protocol.
   */
  public static PacketBuilder to(Packet packet) {
    PacketBuilder reply =
        PacketBuilder.of(packet.family()).source(packet.destination()).destination(packet.source());
    int sourcePort = (int) packet.number(Field.Header.DESTINATION_PORT);
    int destinationPort = (int) packet.number(Field.Header.SOURCE_PORT);
    return switch (packet.protocol()) {
      case IpProtocol.TCP -> tcp(packet, reply, sourcePort, destinationPort);
      case IpProtocol.UDP -> reply.udp(sourcePort, destinationPort);
      case IpProtocol.UDP_LITE -> reply.udpLite(sourcePort, destinationPort, 0);
      case IpProtocol.SCTP -> reply.sctp(sourcePort, destinationPort, 1);
      case IpProtocol.DCCP -> reply.dccp(sourcePort, destinationPort, 1);
      case IpProtocol.ICMP, IpProtocol.ICMPV6 -> icmp(packet, reply);
      case -1 -> reply.protocol(IpProtocol.NO_NEXT_HEADER);
      default -> reply.protocol(packet.protocol());
    };
  }

  private static PacketBuilder tcp(
      Packet packet, PacketBuilder reply, int sourcePort, int destinationPort) {
    int flags = (int) packet.number(Field.Header.TCP_FLAGS);
    boolean opening = (flags & (PacketBuilder.SYN | PacketBuilder.ACK)) == PacketBuilder.SYN;
    reply.tcp(
        sourcePort,
        destinationPort,
        opening ? PacketBuilder.SYN | PacketBuilder.ACK : PacketBuilder.ACK);
    if (packet.hasTransportBytes(20)) {
      reply.sequence(opening ? 0 : packet.intAt(packet.transportOffset() + 8));
      reply.acknowledgement(nextSequence(packet));
    }
    return reply;
  }

  private static long nextSequence(Packet packet) {
    int flags = (int) packet.number(Field.Header.TCP_FLAGS);
    int length = packet.totalLength() - packet.transportOffset() - packet.tcpHeaderLength();
    return packet.intAt(packet.transportOffset() + 4)
        + Math.max(0, length)
        + ((flags & PacketBuilder.SYN) != 0 ? 1 : 0)
        + ((flags & PacketBuilder.FIN) != 0 ? 1 : 0);
  }

  private static PacketBuilder icmp(Packet packet, PacketBuilder reply) {
    int type = (int) packet.number(Field.Header.ICMP_TYPE);
    int answer =
        packet.family() == Family.IPV4
            ? switch (type) {
              case 8 -> 0;
              case 13 -> 14;
              case 15 -> 16;
              case 17 -> 18;
              default -> type;
            }
            : type == 128 ? 129 : type;
    reply.icmp(answer, (int) packet.number(Field.Header.ICMP_CODE));
    if (packet.hasTransportBytes(8)) {
      reply.icmpRest((int) packet.intAt(packet.transportOffset() + 4));
      byte[] payload = new byte[packet.length() - packet.payloadOffset()];
      System.arraycopy(
          packet.buffer(), packet.offset() + packet.payloadOffset(), payload, 0, payload.length);
      reply.payload(payload);
    }
    return reply;
  }

  /**
   * The ICMP or ICMPv6 error about a packet, to its source. As much of the packet is quoted as the
   * kernel quotes: so much that the error has at most 576 bytes (IPv4, icmp_send) or 1280 (IPv6).
   *
   * @param from the address that the error comes from
   * @param rest bytes 4 to 7: an MTU, a pointer, a gateway, or 0
   */
  public static PacketBuilder icmpError(Packet about, Address from, int type, int code, int rest) {
    int room = about.family() == Family.IPV4 ? 576 - 28 : 1280 - 48;
    byte[] quote = new byte[Math.min(about.length(), room)];
    System.arraycopy(about.buffer(), about.offset(), quote, 0, quote.length);
    return PacketBuilder.of(about.family())
        .source(from)
        .destination(about.source())
        .icmp(type, code)
        .icmpRest(rest)
        .payload(quote);
  }

  /**
   * The TCP reset that answers a segment (RFC 9293 3.10.7.1, nf_reject_ip_tcphdr_put): with the
   * sequence number that the segment acknowledged, or where it acknowledged none, acknowledging the
   * segment.
   */
  public static PacketBuilder tcpReset(Packet segment) {
    boolean acknowledges = (segment.number(Field.Header.TCP_FLAGS) & PacketBuilder.ACK) != 0;
    PacketBuilder reset =
        PacketBuilder.of(segment.family())
            .source(segment.destination())
            .destination(segment.source())
            .tcp(
                (int) segment.number(Field.Header.DESTINATION_PORT),
                (int) segment.number(Field.Header.SOURCE_PORT),
                acknowledges ? PacketBuilder.RST : PacketBuilder.RST | PacketBuilder.ACK)
            .window(0);
    if (segment.family() == Family.IPV4) {
      reset.dontFragment();
    }
    if (!segment.hasTransportBytes(20)) {
      return reset;
    }
    return acknowledges
        ? reset.sequence(segment.intAt(segment.transportOffset() + 8))
        : reset.acknowledgement(nextSequence(segment));
  }
}
