package org.netfilter4j.command.conntrack;

import org.netfilter4j.xt.option.Strtoul;

/** Numbers as the C library reads them: what begins a text, whatever follows. */
final class LeadingLong {
  private LeadingLong() {}

  /** atol(3): decimal, kept within the type's bounds; 0 where there are no digits. */
  static long decimal(String text) {
    return decimal(text, 0, text.length());
  }

  static long decimal(String text, int from, int to) {
    int at = from;
    while (at < to && Strtoul.isSpace(text.charAt(at))) {
      at++;
    }
    boolean minus = at < to && text.charAt(at) == '-';
    if (minus || at < to && text.charAt(at) == '+') {
      at++;
    }
    long value = 0;
    while (at < to && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      int digit = text.charAt(at++) - '0';
      if (value < (Long.MIN_VALUE + digit) / 10) {
        return minus ? Long.MIN_VALUE : Long.MAX_VALUE;
      }
      value = value * 10 - digit;
    }
    if (!minus && value == Long.MIN_VALUE) {
      return Long.MAX_VALUE;
    }
    return minus ? value : -value;
  }

  /** The lower 16 bits of a decimal number. */
  static int port(String text) {
    return (int) decimal(text) & 0xffff;
  }

  /** The lower 32 bits of strtoul(3)'s number, in the base that its digits say. */
  static long unsigned(String text) {
    return Integer.toUnsignedLong(Strtoul.of(text, 0, 0).value());
  }
}
