package org.netfilter4j.command;

/** Numbers as the C library reads them. */
final class Numbers {
  private Numbers() {}

  /**
   * A whole word as xtables_strtoui reads it: strtoul(3) with base 0, then the bounds.
   *
   * @param max the greatest value; 0 means none but 32 bits
   * @return the number, or -1 where the word is none or out of bounds
   */
  static long parse(String word, long min, long max) {
    int at = 0;
    while (at < word.length() && isSpace(word.charAt(at))) {
      at++;
    }
    boolean negative = false;
    if (at < word.length() && (word.charAt(at) == '+' || word.charAt(at) == '-')) {
      negative = word.charAt(at) == '-';
      at++;
    }
    int base = 10;
    if (at < word.length() && word.charAt(at) == '0') {
      base = 8;
      if (at + 2 < word.length()
          && (word.charAt(at + 1) | 0x20) == 'x'
          && Character.digit(word.charAt(at + 2), 16) >= 0) {
        base = 16;
        at += 2;
      }
    }
    int start = at;
    long value = 0;
    while (at < word.length()) {
      char c = word.charAt(at);
      int digit = c < 128 ? Character.digit(c, base) : -1;
      if (digit < 0) {
        break;
      }
      // Below this no digit can make it overflow; the division is for what is beyond.
      if ((value < 0 || value > Long.MAX_VALUE / 16)
          && Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, base)) > 0) {
        return -1;
      }
      value = value * base + digit;
      at++;
    }
    if (at == start || at != word.length()) {
      return -1;
    }
    if (negative) {
      value = -value;
    }
    long top = max == 0 ? 0xffff_ffffL : max;
    return Long.compareUnsigned(value, min) >= 0 && Long.compareUnsigned(value, top) <= 0
        ? value
        : -1;
  }

  /** isspace(3) in the C locale. */
  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /**
   * The number at the start of a word, as sscanf(3)'s %llu reads it: what follows the digits is
   * ignored.
   *
   * @return the number, or null where there are no digits
   */
  static @org.jspecify.annotations.Nullable Long leading(String word) {
    int at = 0;
    while (at < word.length() && isSpace(word.charAt(at))) {
      at++;
    }
    boolean negative = false;
    if (at < word.length() && (word.charAt(at) == '+' || word.charAt(at) == '-')) {
      negative = word.charAt(at) == '-';
      at++;
    }
    int start = at;
    long value = 0;
    boolean overflow = false;
    while (at < word.length() && word.charAt(at) >= '0' && word.charAt(at) <= '9') {
      int digit = word.charAt(at) - '0';
      overflow |= Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, 10)) > 0;
      value = value * 10 + digit;
      at++;
    }
    if (at == start) {
      return null;
    }
    return overflow ? -1L : negative ? -value : value;
  }
}
