package org.netfilter4j.conformance.kernel;

/** What the kernel chooses at random in a packet, blotted out before packets are compared. */
final class Unpredictable {
  private Unpredictable() {}

  /**
   * The packet without the identification of IPv6 fragments (new when the kernel fragments again
   * what it has reassembled) and that of IPv4's ICMP errors, and without the checksum of a reset
   * that the host gets from itself, for no interface has filled it in.
   */
  static byte[] masked(Place at, byte[] packet) {
    byte[] copy = packet.clone();
    boolean v4 = (copy[0] & 0xf0) == 0x40;
    int tcp = v4 ? (copy[0] & 15) * 4 : 40;
    if (at == Place.LOCAL && copy[v4 ? 9 : 6] == Packets.TCP && copy.length >= tcp + 20) {
      boolean reset = (copy[tcp + 13] & 4) != 0;
      if (reset) {
        copy[tcp + 16] = 0;
        copy[tcp + 17] = 0;
      }
    }
    if (!v4 && copy.length >= 48 && copy[6] == Packets.FRAGMENT) {
      java.util.Arrays.fill(copy, 44, 48, (byte) 0);
    }
    blotQuotedReset(copy, v4, tcp);
    if (v4 && copy.length > 20 && copy[9] == Packets.ICMP && copy[20] != 0 && copy[20] != 8) {
      copy[4] = 0;
      copy[5] = 0;
      copy[10] = 0;
      copy[11] = 0;
    }
    return copy;
  }

  /**
   * A reset of the kernel's own that is rejected in turn is quoted before its checksum is whole.
   */
  private static void blotQuotedReset(byte[] copy, boolean v4, int icmp) {
    int inner = icmp + 8;
    int segment = inner + (v4 ? 20 : 40);
    if (copy[v4 ? 9 : 6] == (v4 ? Packets.ICMP : Packets.ICMPV6)
        && copy.length >= segment + 20
        && copy[inner + (v4 ? 9 : 6)] == Packets.TCP
        && (copy[segment + 13] & 4) != 0) {
      java.util.Arrays.fill(copy, icmp + 2, icmp + 4, (byte) 0);
      java.util.Arrays.fill(copy, segment + 16, segment + 18, (byte) 0);
    }
  }
}
