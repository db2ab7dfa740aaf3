package org.netfilter4j.conformance.kernel;

import java.util.HexFormat;

/**
 * One packet offered to the host.
 *
 * @param at where it enters
 * @param bytes an Ethernet frame on an interface, an IP packet where a process sends it
 * @param what a word for reports
 */
@SuppressWarnings("ArrayRecordComponent") // packets are compared by what came of them
public record Step(Place at, byte[] bytes, String what) {
  /** The bytes from the network header on. */
  public byte[] packet() {
    return at == Place.LOCAL ? bytes : java.util.Arrays.copyOfRange(bytes, 14, bytes.length);
  }

  @Override
  public String toString() {
    return at + " " + what + " " + HexFormat.of().formatHex(bytes);
  }
}
