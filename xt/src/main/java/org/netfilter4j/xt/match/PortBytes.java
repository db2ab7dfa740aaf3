package org.netfilter4j.xt.match;

import org.netfilter4j.model.Family;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;

/** Where hashlimit reads ports (proto_ports_offset): AH and ESP have an SPI in their place. */
final class PortBytes {
  /** Whether a packet has ports. */
  enum Found {
    PRESENT,
    /** Its protocol has none. */
    NONE,
    /** It is cut short. */
    MISSING
  }

  private PortBytes() {}

  static Found find(Packet packet) {
    int protocol = packet.protocol();
    if (packet.family() == Family.IPV6) {
      if (protocol < 0 || protocol == IpProtocol.NO_NEXT_HEADER) {
        return Found.MISSING;
      }
      if (packet.fragmentOffset() != 0) {
        return Found.NONE;
      }
    }
    return switch (protocol) {
      // Of later IPv4 fragments what stands there is taken for ports.
      case IpProtocol.TCP,
          IpProtocol.UDP,
          IpProtocol.UDP_LITE,
          IpProtocol.SCTP,
          IpProtocol.DCCP,
          IpProtocol.ESP,
          IpProtocol.AH ->
          offset(packet) + 4 <= packet.length() ? Found.PRESENT : Found.MISSING;
      default -> Found.NONE;
    };
  }

  static int offset(Packet packet) {
    return packet.transportOffset() + (packet.protocol() == IpProtocol.AH ? 4 : 0);
  }
}
