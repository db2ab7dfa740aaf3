package org.netfilter4j.xt.option;

import org.jspecify.annotations.Nullable;

/**
 * The unsigned number with which a text begins, as strtoul(3) with base 0 reads it: decimal, octal
 * (0…) or hexadecimal (0x…).
 *
 * @param end where the rest of the text begins
 */
public record LeadingNumber(long value, int end) {

  /** Null where the text begins with no number, or with one outside of the bounds. */
  public static @Nullable LeadingNumber of(String text, long min, long max) {
    int at = 0;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '+') {
      at++;
    }
    int radix = 10;
    if (at < text.length() && text.charAt(at) == '0') {
      boolean hexadecimal =
          at + 2 < text.length()
              && (text.charAt(at + 1) | 0x20) == 'x'
              && digit(text.charAt(at + 2), 16) >= 0;
      radix = hexadecimal ? 16 : 8;
      at += hexadecimal ? 2 : 0;
    }
    int start = at;
    long value = 0;
    boolean fits = true;
    while (at < text.length() && digit(text.charAt(at), radix) >= 0) {
      value = value * radix + digit(text.charAt(at), radix);
      fits &= value <= max;
      value = fits ? value : 0;
      at++;
    }
    return at == start || !fits || value < min ? null : new LeadingNumber(value, at);
  }

  /**
   * The signed decimal number with which a text begins, as strtoll(3) reads it: 0 where there is
   * none, the nearest of 64 bits where it is too long.
   */
  public static long decimal(String text) {
    String digits = text.stripLeading();
    boolean negative = digits.startsWith("-");
    long value = 0;
    for (int at = negative || digits.startsWith("+") ? 1 : 0; at < digits.length(); at++) {
      int digit = digit(digits.charAt(at), 10);
      if (digit < 0) {
        break;
      }
      if (value > (Long.MAX_VALUE - digit) / 10) {
        return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
      }
      value = value * 10 + digit;
    }
    return negative ? -value : value;
  }

  private static int digit(char c, int radix) {
    return c < 128 ? Character.digit(c, radix) : -1;
  }
}
