package org.netfilter4j.xt.match;

import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;

/** What a BPF program reads at offsets that stand for facts about the packet (SKF_AD_*). */
final class BpfFacts {
  private static final int PROTOCOL = 0;
  private static final int PACKET_TYPE = 4;
  private static final int MARK = 20;
  static final int XOR_X = 40;
  private static final int LAST = 60;

  private BpfFacts() {}

  /** Whether an offset is one of them. */
  static boolean isKnown(int offset) {
    int fact = offset - BpfProgram.ANCILLARY;
    return fact >= 0 && fact <= LAST && fact % 4 == 0;
  }

  /**
   * The fact, 32 bits; negative where only the kernel of a real machine has it: interface numbers,
   * hashes, queues, processors, VLAN tags and the like.
   */
  static long read(Packet packet, int offset) {
    return switch (offset - BpfProgram.ANCILLARY) {
      case PROTOCOL -> packet.family() == Family.IPV4 ? 0x0800 : 0x86dd;
      case PACKET_TYPE -> packet.packetType();
      case MARK -> Integer.toUnsignedLong(packet.mark());
      default -> -1;
    };
  }
}
