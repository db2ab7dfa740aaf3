package org.netfilter4j.conformance.kernel;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A packet that the host let out. Two are equal if they differ only in what the kernel chooses at
 * random.
 *
 * @param at the interface it left by, or {@link Place#LOCAL} where it was delivered after INPUT
 * @param packet its bytes from the network header on
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode are its own
public record Seen(Place at, byte[] packet) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Seen seen
        && at == seen.at
        && Arrays.equals(Unpredictable.masked(at, packet), Unpredictable.masked(at, seen.packet));
  }

  @Override
  public int hashCode() {
    return at.hashCode() * 31 + Arrays.hashCode(Unpredictable.masked(at, packet));
  }

  @Override
  public String toString() {
    return at + " " + HexFormat.of().formatHex(packet);
  }
}
