package org.netfilter4j.engine.nat;

import org.netfilter4j.engine.conntrack.ConnectionEntry;
import org.netfilter4j.engine.conntrack.FlowTuple;
import org.netfilter4j.engine.conntrack.Tracking;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context.Translation.Side;

/** Rewrites packets as their connections are bound (nf_nat_manip_pkt and its relatives). */
final class Manipulation {
  private static final int ICMP_REDIRECT = 5;
  private static final int ICMPV6_REDIRECT = 137;
  private static final int TRANSLATED = ConnectionEntry.SRC_NAT | ConnectionEntry.DST_NAT;

  private final FlowTuple target = new FlowTuple();
  private final Packet quoted = new Packet();

  /** Whether packets of that direction change at that side. */
  private static boolean changes(ConnectionEntry entry, Side side, boolean reply) {
    boolean source = (side == Side.SOURCE) != reply;
    return entry.has(source ? ConnectionEntry.SRC_NAT : ConnectionEntry.DST_NAT);
  }

  /** Makes the packet look like the inverse of the other direction. */
  void packet(Packet packet, ConnectionEntry entry, Side side, boolean reply) {
    if (changes(entry, side, reply)) {
      target.invert(entry.tuple(!reply));
      write(packet, target, side);
    }
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
      boolean settled =
          entry.has(ConnectionEntry.SRC_NAT_DONE) && entry.has(ConnectionEntry.DST_NAT_DONE);
      if (!settled || entry.has(TRANSLATED)) {
        return false;
      }
    }
    boolean reply = tracking.reply;
    if (!changes(entry, side, reply)) {
      return true;
    }
    if (!packet.embedded(quoted)) {
      return false;
    }
    write(quoted, entry.tuple(!reply), side == Side.SOURCE ? Side.DESTINATION : Side.SOURCE);
    target.invert(entry.tuple(!reply));
    writeAddress(packet, target, side);
    return true;
  }

  private static void write(Packet packet, FlowTuple to, Side side) {
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
        if (packet.hasIcmpId() && hasId(packet)) {
          packet.setIcmpId(to.sourcePort);
        }
      }
      default -> {}
    }
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
