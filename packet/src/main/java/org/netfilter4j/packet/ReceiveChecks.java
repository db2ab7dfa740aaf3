package org.netfilter4j.packet;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;

/**
 * What the receive path looks at in a well-formed packet before the first hook: ip_rcv_core of
 * net/ipv4/ip_input.c, ip6_rcv_core of net/ipv6/ip6_input.c.
 */
final class ReceiveChecks {
  private ReceiveChecks() {}

  /** See {@link Packet#receiveProblem}. */
  static @Nullable Problem problem(Packet packet, boolean loopback) {
    if (packet.length() == 0) {
      return Problem.TOO_SHORT;
    }
    return packet.family() == Family.IPV6
        ? ipv6(packet, loopback)
        : Checksums.headerValid(packet) ? null : Problem.BAD_HEADER_CHECKSUM;
  }

  private static @Nullable Problem ipv6(Packet packet, boolean loopback) {
    if (!loopback
        && (isLoopback(packet, Field.Header.SOURCE_ADDRESS)
            || isLoopback(packet, Field.Header.DESTINATION_ADDRESS))) {
      return Problem.LOOPBACK_ADDRESS;
    }
    int scope = packet.byteAt(24) == 0xff ? packet.byteAt(25) & 0xf : 0xf;
    if (scope == 0 || (scope == 1 && !loopback)) {
      return Problem.MULTICAST_SCOPE;
    }
    if (packet.byteAt(8) == 0xff) {
      return Problem.MULTICAST_SOURCE;
    }
    return ExtensionHeaders.hopByHopAcceptable(packet) ? null : Problem.BAD_HOP_BY_HOP;
  }

  private static boolean isLoopback(Packet packet, Field.Header address) {
    return packet.high(address) == 0 && packet.number(address) == 1;
  }
}
