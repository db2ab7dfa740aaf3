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

  private static int digit(char c, int radix) {
    return c < 128 ? Character.digit(c, radix) : -1;
  }
}
