package org.netfilter4j.xt.option;

/**
 * The number that strtoul(3) reads at some place of a text: blanks, a sign and digits, perhaps
 * none.
 *
 * @param value its lower 32 bits, as an unsigned int keeps them; 0 where there are no digits
 * @param end where the digits end; where the reading began if there are none
 */
public record Strtoul(int value, int end) {

  /**
   * @param base 10, 16, or 0 for what the digits themselves say (0x…, 0…)
   */
  public static Strtoul of(String text, int from, int base) {
    int at = from;
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    boolean minus = at < text.length() && text.charAt(at) == '-';
    if (minus || at < text.length() && text.charAt(at) == '+') {
      at++;
    }
    int radix = base;
    boolean zero = at < text.length() && text.charAt(at) == '0';
    if (base != 10 && zero && at + 2 < text.length() && (text.charAt(at + 1) | 0x20) == 'x') {
      if (digit(text.charAt(at + 2), 16) >= 0) {
        radix = 16;
        at += 2;
      }
    }
    if (radix == 0) {
      radix = zero ? 8 : 10;
    }
    int start = at;
    long value = 0;
    boolean fits = true;
    while (at < text.length() && digit(text.charAt(at), radix) >= 0) {
      fits &= Long.compareUnsigned(value, Long.divideUnsigned(-1L, radix)) <= 0;
      long next = value * radix + digit(text.charAt(at), radix);
      fits &= Long.compareUnsigned(next, value) >= 0;
      value = next;
      at++;
    }
    if (at == start) {
      return new Strtoul(0, from);
    }
    return new Strtoul((int) (fits ? (minus ? -value : value) : -1), at);
  }

  /** As isspace(3). */
  public static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  private static int digit(char c, int radix) {
    return c < 128 ? Character.digit(c, radix) : -1;
  }
}
