package org.netfilter4j.command.ipset;

import org.netfilter4j.xt.option.Syntaxes;

/** Numbers as the C tool reads them, with strtoull(3): unsigned, wrapping where negative. */
final class Numbers {
  private Numbers() {}

  /** A number from 0 to {@code max}, unsigned. */
  static long parse(String text, long max) {
    String digits = text.strip();
    boolean negative = digits.startsWith("-");
    Long value = Syntaxes.parseUnsigned(negative ? digits.substring(1) : digits);
    if (value == null) {
      if (isDigits(digits)) {
        throw outOfRange(text, max);
      }
      throw IpsetRejected.syntax("'" + text + "' is invalid as number");
    }
    long number = negative ? -value : value;
    if (Long.compareUnsigned(number, max) > 0) {
      throw outOfRange(text, max);
    }
    return number;
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static IpsetRejected outOfRange(String text, long max) {
    return IpsetRejected.syntax("'" + text + "' is out of range 0-" + Long.toUnsignedString(max));
  }

  /** A number that fits 32 bits. */
  static int parse32(String text) {
    return (int) parse(text, 0xffff_ffffL);
  }

  /** Seconds, as many as the kernel's milliseconds hold. */
  static long timeout(String text) {
    return parse(text, 0x7fff_ffffL / 1000);
  }
}
