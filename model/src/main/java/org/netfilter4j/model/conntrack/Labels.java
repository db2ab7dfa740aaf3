package org.netfilter4j.model.conntrack;

/**
 * A connection's labels, bits 0 to 127.
 *
 * @param low bits 0 to 63
 * @param high bits 64 to 127
 */
public record Labels(long low, long high) {
  /** How many bits there are. */
  public static final int BITS = 128;

  public static final Labels NONE = new Labels(0, 0);

  public boolean has(int bit) {
    return ((bit < Long.SIZE ? low : high) >>> bit & 1) != 0;
  }

  /** These and one more. */
  public Labels with(int bit) {
    return bit < Long.SIZE ? new Labels(low | 1L << bit, high) : new Labels(low, high | 1L << bit);
  }

  public Labels or(Labels other) {
    return new Labels(low | other.low, high | other.high);
  }

  /** These but for those others. */
  public Labels without(Labels others) {
    return new Labels(low & ~others.low, high & ~others.high);
  }

  /** Whether all of those are among these. */
  public boolean containsAll(Labels others) {
    return (others.low & ~low) == 0 && (others.high & ~high) == 0;
  }

  public boolean isEmpty() {
    return low == 0 && high == 0;
  }
}
