package org.netfilter4j.engine.conntrack;

import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;

/** Reads tuples from packets (nf_ct_get_tuple). */
public final class Tuples {
  private static final int PPP = 0x880b;

  private Tuples() {}

  /**
   * Reads the tuple that a packet carries.
   *
   * @return false where it carries none: a later fragment, a header that is cut short
   */
  public static boolean read(Packet packet, FlowTuple into) {
    int protocol = packet.protocol();
    if (protocol < 0
        || (protocol == IpProtocol.NO_NEXT_HEADER && packet.family() == Family.IPV6)
        || packet.fragmentOffset() != 0) {
      return false;
    }
    into.family = packet.family();
    into.protocol = protocol;
    into.sourceHigh = packet.high(Field.Header.SOURCE_ADDRESS);
    into.sourceLow = packet.number(Field.Header.SOURCE_ADDRESS);
    into.destinationHigh = packet.high(Field.Header.DESTINATION_ADDRESS);
    into.destinationLow = packet.number(Field.Header.DESTINATION_ADDRESS);
    into.sourcePort = 0;
    into.destinationPort = 0;
    int at = packet.transportOffset();
    switch (protocol) {
      case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.UDP_LITE, IpProtocol.SCTP -> {
        if (!packet.hasTransportBytes(4)) {
          return false;
        }
        into.sourcePort = packet.shortAt(at);
        into.destinationPort = packet.shortAt(at + 2);
      }
      case IpProtocol.ICMP, IpProtocol.ICMPV6 -> {
        if (!packet.hasTransportBytes(8)) {
          return false;
        }
        into.sourcePort = packet.shortAt(at + 4);
        into.destinationPort = packet.shortAt(at);
      }
      case IpProtocol.GRE -> {
        return gre(packet, into);
      }
      default -> {}
    }
    return true;
  }

  /** Version 1, which PPTP uses, has a call id that tells connections apart (RFC 2637). */
  private static boolean gre(Packet packet, FlowTuple into) {
    int at = packet.transportOffset();
    if (!packet.hasTransportBytes(8) || (packet.shortAt(at) & 7) != 1) {
      return true;
    }
    if (packet.shortAt(at + 2) != PPP) {
      return false;
    }
    // The sender's own id is known only where PPTP's control connection is followed.
    into.destinationPort = packet.shortAt(at + 6);
    return true;
  }
}
