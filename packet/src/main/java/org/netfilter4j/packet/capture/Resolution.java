package org.netfilter4j.packet.capture;

import org.jspecify.annotations.Nullable;

/**
 * What a pcapng interface's timestamps count.
 *
 * @param binary whether the unit is a negative power of 2, not of 10
 * @param exponent of that power, without its sign
 * @param offset seconds to add
 */
record Resolution(boolean binary, int exponent, long offset) {
  static final Resolution MICROSECONDS = new Resolution(false, 6, 0);
  private static final long SECOND = 1_000_000_000L;

  /** From the byte of if_tsresol; null where no 64-bit number could count so finely. */
  static @Nullable Resolution of(int code) {
    boolean binary = (code & 0x80) != 0;
    int exponent = code & 0x7f;
    return exponent > (binary ? 63 : 19) ? null : new Resolution(binary, exponent, 0);
  }

  Resolution withOffset(long seconds) {
    return new Resolution(binary, exponent, seconds);
  }

  /** A timestamp, unsigned, as nanoseconds since 1970. */
  long nanoseconds(long timestamp) {
    return offset * SECOND + (binary ? binary(timestamp) : decimal(timestamp));
  }

  private long binary(long timestamp) {
    if (exponent == 0) {
      return timestamp * SECOND;
    }
    long fraction = timestamp & (1L << exponent) - 1;
    long high = Math.unsignedMultiplyHigh(fraction, SECOND);
    return (timestamp >>> exponent) * SECOND
        + ((high << (64 - exponent)) | ((fraction * SECOND) >>> exponent));
  }

  private long decimal(long timestamp) {
    return exponent <= 9
        ? timestamp * power(9 - exponent)
        : Long.divideUnsigned(timestamp, power(exponent - 9));
  }

  private static long power(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 10;
    }
    return power;
  }
}
