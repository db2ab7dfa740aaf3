package org.netfilter4j.conformance.kernel;

/** What the kernel chooses at random in a packet, blotted out before packets are compared. */
final class Unpredictable {
  private Unpredictable() {}

  /**
   * The packet without the identification of IPv6 fragments (new when the kernel fragments again
   * what it has reassembled) and that of IPv4's ICMP errors.
   */
  static byte[] masked(byte[] packet) {
    byte[] copy = packet.clone();
    boolean v4 = (copy[0] & 0xf0) == 0x40;
    if (!v4 && copy.length >= 48 && copy[6] == Packets.FRAGMENT) {
      java.util.Arrays.fill(copy, 44, 48, (byte) 0);
    }
    if (v4 && copy.length > 20 && copy[9] == Packets.ICMP && copy[20] != 0 && copy[20] != 8) {
      copy[4] = 0;
      copy[5] = 0;
      copy[10] = 0;
      copy[11] = 0;
    }
    return copy;
  }
}
