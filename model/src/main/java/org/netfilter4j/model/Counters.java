package org.netfilter4j.model;

/**
 * What a rule or a policy has counted, as unsigned 64-bit numbers.
 *
 * @param packets packets
 * @param bytes bytes from the network header on
 */
public record Counters(long packets, long bytes) {
  public static final Counters ZERO = new Counters(0, 0);

  /** As {@code iptables-save -c} prints it, without brackets. */
  @Override
  public String toString() {
    return Long.toUnsignedString(packets) + ":" + Long.toUnsignedString(bytes);
  }
}
