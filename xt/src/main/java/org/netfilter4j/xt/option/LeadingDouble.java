package org.netfilter4j.xt.option;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The number with which a text begins, as strtod(3) reads it: decimal, hexadecimal (0x…), infinite
 * or not a number.
 *
 * @param end where the rest of the text begins
 */
public record LeadingDouble(double value, int end) {
  private static final Pattern NUMBER =
      Pattern.compile(
          "\\s*([+-]?)(?:(0[xX](?:\\p{XDigit}+\\.?\\p{XDigit}*|\\.\\p{XDigit}+)(?:[pP][+-]?\\d+)?)"
              + "|((?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)"
              + "|(?i:(inf(?:inity)?)|nan(?:\\(\\w*\\))?))");

  /** Null where the text begins with no number. */
  public static @Nullable LeadingDouble of(String text) {
    Matcher found = NUMBER.matcher(text);
    if (!found.lookingAt()) {
      return null;
    }
    @Nullable String hexadecimal = found.group(2);
    @Nullable String decimal = found.group(3);
    double value;
    if (hexadecimal != null) {
      // Java wants the exponent that C leaves out.
      String lower = hexadecimal.toLowerCase(Locale.ROOT);
      value = Double.parseDouble(lower.indexOf('p') < 0 ? lower + "p0" : lower);
    } else if (decimal != null) {
      value = Double.parseDouble(decimal);
    } else {
      value = found.group(4) == null ? Double.NaN : Double.POSITIVE_INFINITY;
    }
    return new LeadingDouble("-".equals(found.group(1)) ? -value : value, found.end());
  }

  /**
   * A number as C on x86-64 makes an unsigned int of it: what 64 bits don't hold is 0, what 32 bits
   * don't hold loses its upper bits.
   */
  public static int toUnsigned(double number) {
    return Math.abs(number) < 0x1p63 ? (int) (long) number : 0;
  }
}
