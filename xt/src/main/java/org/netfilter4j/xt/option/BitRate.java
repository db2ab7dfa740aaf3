package org.netfilter4j.xt.option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/**
 * A rate that may be missing: bits per second, kept as bytes per second, or packets per second;
 * unsigned ints.
 */
public enum BitRate implements Syntax<Integer> {
  BITS {
    @Override
    @Nullable Integer number(String text) {
      LeadingDouble number = LeadingDouble.of(text);
      if (number == null) {
        return null;
      }
      Double scale = SUFFIXES.get(text.substring(number.end()).toLowerCase(Locale.ROOT));
      return scale == null ? null : LeadingDouble.toUnsigned(number.value() * scale / 8);
    }
  },
  PACKETS {
    @Override
    @Nullable Integer number(String text) {
      Long number = Syntaxes.parseUnsigned(text);
      return number == null || number >>> 32 != 0 ? null : number.intValue();
    }
  };

  /** The units of iproute, in lower case, by what a number in them is in bits per second. */
  private static final Map<String, Double> SUFFIXES = suffixes();

  private static Map<String, Double> suffixes() {
    Map<String, Double> suffixes = new LinkedHashMap<>();
    suffixes.put("", 1.0);
    suffixes.put("bit", 1.0);
    suffixes.put("bps", 8.0);
    String[] prefixes = {"k", "m", "g", "t"};
    for (int i = 0; i < prefixes.length; i++) {
      double binary = Math.pow(1024, i + 1);
      double decimal = Math.pow(1000, i + 1);
      suffixes.put(prefixes[i] + "ibit", binary);
      suffixes.put(prefixes[i] + "bit", decimal);
      suffixes.put(prefixes[i] + "ibps", 8 * binary);
      suffixes.put(prefixes[i] + "bps", 8 * decimal);
    }
    return suffixes;
  }

  abstract @Nullable Integer number(String text);

  @Override
  public Integer parse(String text, String owner, String option, RuleContext context) {
    Integer number = number(text);
    if (number == null) {
      String what = this == BITS ? "rate" : "pps";
      throw Rejected.parameter("rateest: could not parse " + what + " `" + text + "'");
    }
    return number;
  }

  @Override
  public Integer absent() {
    return 0;
  }

  /**
   * A rate as the C tool prints it.
   *
   * @param bits whether it is printed in bits, in a unit that may lose some of them
   * @param exact so that it can be read back
   */
  public static String text(int rate, boolean bits, boolean exact) {
    long number = Integer.toUnsignedLong(rate);
    if (!bits) {
      return Long.toString(number);
    }
    long all = number * 8;
    if (exact || all < 1_000_000) {
      return all + "bit";
    }
    return all >= 1_000_000_000
        ? (long) Math.rint(all / 1e6) + "Mbit"
        : (long) Math.rint(all / 1e3) + "Kbit";
  }

  @Override
  public String placeholder() {
    return this == BITS ? "[rate]" : "[number]";
  }

  @Override
  public Samples samples() {
    return switch (this) {
      case BITS ->
          new Samples(
              List.of(
                  "8000",
                  "1kbit",
                  "1Mbit",
                  "2.5mbit",
                  "1000KBps",
                  "3GiBps",
                  "1gibit",
                  "0",
                  "7bit",
                  "1234567bit",
                  "12345678901",
                  "1e3bit",
                  "0x10Bps",
                  "1TBps",
                  "3kibit"),
              List.of("x", "5 bit", "kbit", "1xbit", "1k", ""));
      case PACKETS ->
          new Samples(
              List.of("0", "1", "100", "0x10", "4294967295", "017"),
              List.of("x", "", "4294967296", "1.5", "5x"));
    };
  }
}
