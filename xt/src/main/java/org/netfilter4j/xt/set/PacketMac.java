package org.netfilter4j.xt.set;

import org.netfilter4j.model.Field;
import org.netfilter4j.packet.Packet;

/** The Ethernet address of a packet as sets see it. */
final class PacketMac {
  private PacketMac() {}

  /** The address in 48 bits; 0 is one that no set holds, -1 where there is no Ethernet header. */
  static long of(Packet packet, boolean source) {
    Field.Header field = source ? Field.Header.MAC_SOURCE : Field.Header.MAC_DESTINATION;
    return packet.has(field) ? packet.number(field) : -1;
  }
}
