package org.netfilter4j.engine.nat;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.conntrack.ConnectionEntry;
import org.netfilter4j.engine.conntrack.FlowTuple;
import org.netfilter4j.engine.conntrack.Tracking;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context.Translation.Side;

/** Rewrites packets as their connections are bound (nf_nat_manip_pkt and its relatives). */
final class Manipulation {
  private static final int ICMP_REDIRECT = 5;
  private static final int ICMPV6_REDIRECT = 137;
  private static final int TRANSLATED = FlowStatus.SRC_NAT | FlowStatus.DST_NAT;

  private final FlowTuple target = new FlowTuple();
  private final Packet quoted = new Packet();

  /** Whether packets of that direction change at that side. */
  private static boolean changes(ConnectionEntry entry, Side side, boolean reply) {
    boolean source = (side == Side.SOURCE) != reply;
    return entry.has(source ? FlowStatus.SRC_NAT : FlowStatus.DST_NAT);
  }

  /**
   * Makes the packet look like the inverse of the other direction.
   *
   * @return whether it may go on
   */
  boolean packet(Packet packet, ConnectionEntry entry, Side side, boolean reply) {
    if (!changes(entry, side, reply)) {
      return true;
    }
    target.invert(entry.tuple(!reply));
    return write(packet, null, target, side);
  }

  /**
   * An ICMP error: the packet that it quotes shall look to the receiver as the receiver sent it,
   * and the error as if it came from the one whom the receiver talks to.
   *
   * @return whether it may go on
   */
  boolean icmpError(Packet packet, ConnectionEntry entry, Side side, Tracking tracking) {
    if (!Checksums.transportValid(packet)) {
      return false;
    }
    int type = packet.byteAt(packet.transportOffset());
    if (type == (packet.family() == Family.IPV4 ? ICMP_REDIRECT : ICMPV6_REDIRECT)) {
      // It names addresses that mean nothing to the receiver of a translated packet.
      boolean settled = entry.has(FlowStatus.SRC_NAT_DONE) && entry.has(FlowStatus.DST_NAT_DONE);
      if (!settled || entry.has(TRANSLATED)) {
        return false;
      }
    }
    boolean reply = tracking.reply;
    if (!changes(entry, side, reply)) {
      return true;
    }
    Side opposite = side == Side.SOURCE ? Side.DESTINATION : Side.SOURCE;
    if (!packet.embedded(quoted) || !write(quoted, packet, entry.tuple(!reply), opposite)) {
      return false;
    }
    target.invert(entry.tuple(!reply));
    writeAddress(packet, target, side);
    return true;
  }

  /** Writes address and port; false where so little is quoted that the port can't be written. */
  static boolean write(Packet packet, @Nullable Packet around, FlowTuple to, Side side) {
    if (hasHeader(to.protocol) && !packet.hasTransportBytes(8)) {
      return false;
    }
    if (to.protocol == IpProtocol.GRE && side == Side.DESTINATION && greVersion(packet) > 1) {
      return false;
    }
    if (to.protocol == IpProtocol.DCCP) {
      writeAroundDccp(packet, around, to, side);
      return true;
    }
    writeAddress(packet, to, side);
    switch (to.protocol) {
      case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.UDP_LITE, IpProtocol.SCTP -> {
        if (side == Side.SOURCE) {
          packet.setSourcePort(to.sourcePort);
        } else {
          packet.setDestinationPort(to.destinationPort);
        }
      }
      case IpProtocol.ICMP, IpProtocol.ICMPV6 -> {
        if (hasId(packet)) {
          packet.setIcmpId(to.sourcePort);
        }
      }
      default -> {}
    }
    return true;
  }

  /**
   * GRE's version: 0 (RFC 2784), 1 (PPTP's); others have no known key, which a new destination
   * would ask for.
   */
  private static int greVersion(Packet packet) {
    return packet.shortAt(packet.transportOffset()) & 7;
  }

  private static boolean hasHeader(int protocol) {
    return switch (protocol) {
      case IpProtocol.TCP,
          IpProtocol.UDP,
          IpProtocol.UDP_LITE,
          IpProtocol.SCTP,
          IpProtocol.GRE,
          IpProtocol.ICMP,
          IpProtocol.ICMPV6 ->
          true;
      default -> false;
    };
  }

  /** Linux knows nothing of DCCP since 6.16: its checksum stays as it was, right or not. */
  private static void writeAroundDccp(
      Packet packet, @Nullable Packet around, FlowTuple to, Side side) {
    int at = packet.transportOffset() + 6;
    boolean there = packet.hasTransportBytes(8);
    int before = there ? packet.shortAt(at) : 0;
    writeAddress(packet, to, side);
    if (there && packet.shortAt(at) != before) {
      if (around != null) {
        int outer = around.transportOffset() + 2;
        put(around, outer, Checksums.update(around.shortAt(outer), packet.shortAt(at), before));
      }
      put(packet, at, before);
    }
  }

  private static void put(Packet packet, int at, int value) {
    packet.buffer()[packet.offset() + at] = (byte) (value >>> 8);
    packet.buffer()[packet.offset() + at + 1] = (byte) value;
  }

  private static void writeAddress(Packet packet, FlowTuple to, Side side) {
    if (side == Side.SOURCE) {
      packet.setSource(to.sourceHigh, to.sourceLow);
    } else {
      packet.setDestination(to.destinationHigh, to.destinationLow);
    }
  }

  private static boolean hasId(Packet packet) {
    int type = packet.byteAt(packet.transportOffset());
    return packet.family() == Family.IPV4
        ? type == 0 || type == 8 || (type >= 13 && type <= 18)
        : type == 128 || type == 129;
  }
}
