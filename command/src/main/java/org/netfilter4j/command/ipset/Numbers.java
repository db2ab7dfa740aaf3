package org.netfilter4j.command.ipset;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** A byte in hexadecimal as strtol(3) reads it, where no digits are 0; -1 for what is no byte. */
  static int hexByte(String text) {
    Matcher matcher = Hex.PATTERN.matcher(text);
    if (text.isEmpty()) {
      return 0;
    }
    boolean digits = Character.digit(text.charAt(text.length() - 1), 16) >= 0;
    if (!digits || !matcher.matches()) {
      return -1;
    }
    int value = matcher.group(2).isEmpty() ? 0 : Integer.parseInt(matcher.group(2), 16);
    return matcher.group(1).equals("-") && value > 0 ? -1 : value;
  }

  private static final class Hex {
    static final Pattern PATTERN =
        Pattern.compile("\\s*([+-]?)(?:0[xX](?=[0-9a-fA-F]))?0*([0-9a-fA-F]{0,2})");
  }
}
