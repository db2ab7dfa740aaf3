package org.netfilter4j.diagnose.replay;

import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;

/**
 * Checksums that were left to the network card: captured on the machine that sends, or behind a
 * virtual cable, such a packet carries the sum of its pseudo header where the checksum will be
 * (CHECKSUM_PARTIAL), and SCTP a zero. The kernel knows that these are right, a capture does not
 * say it; so they are completed here.
 */
final class Offload {
  private Offload() {}

  /** Completes the checksum if it is only begun. One that is wrong stays wrong. */
  static void complete(Packet packet) {
    int field =
        switch (packet.protocol()) {
          case IpProtocol.TCP -> 16;
          case IpProtocol.UDP -> 6;
          case IpProtocol.SCTP -> 8;
          default -> -1;
        };
    if (field < 0
        || packet.isFragment()
        || !packet.isComplete()
        || !packet.hasTransportBytes(packet.protocol() == IpProtocol.SCTP ? 12 : field + 2)) {
      return;
    }
    int start = packet.transportOffset();
    int length = packet.length() - start;
    if (packet.protocol() == IpProtocol.SCTP) {
      if (packet.intAt(start + field) == 0) {
        int crc = Checksums.sctp(packet.buffer(), packet.offset() + start, length);
        put(packet, start + field, Integer.reverseBytes(crc) >>> 16);
        put(packet, start + field + 2, Integer.reverseBytes(crc));
      }
      return;
    }
    long pseudo =
        Checksums.pseudoHeader(
            packet.family(),
            packet.buffer(),
            packet.offset() + packet.sourceOffset(),
            packet.protocol(),
            length);
    int begun = Checksums.fold(pseudo);
    if (packet.shortAt(start + field) != begun || Checksums.transportValid(packet)) {
      return;
    }
    put(packet, start + field, 0);
    int checksum =
        Checksums.finish(Checksums.sum(pseudo, packet.buffer(), packet.offset() + start, length));
    put(
        packet,
        start + field,
        checksum == 0 && packet.protocol() == IpProtocol.UDP ? 0xffff : checksum);
  }

  private static void put(Packet packet, int at, int value) {
    packet.buffer()[packet.offset() + at] = (byte) (value >>> 8);
    packet.buffer()[packet.offset() + at + 1] = (byte) value;
  }
}
