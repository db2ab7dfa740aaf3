package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/**
 * Unsigned numbers of 32 bits from low to high, both included. Where low is the greater one, no
 * number is meant.
 */
public record Interval(long low, long high) {
  private static final long MAX = 0xffff_ffffL;

  public Values values() {
    return new Values.Range(low, high);
  }

  /** As {@code -S} prints it: 5, or 5:10. */
  @Override
  public String toString() {
    return low == high ? Long.toString(low) : low + ":" + high;
  }

  /** {@code number[:number]} as XTTYPE_UINT32RC, where either end may be left out. */
  public static Syntax<Interval> syntax() {
    return IntervalSyntax.INTERVAL;
  }

  private enum IntervalSyntax implements Syntax<Interval> {
    INTERVAL;

    @Override
    public Interval parse(String text, String owner, String option, RuleContext context) {
      String[] parts = text.split(":", -1);
      if (parts.length > 2) {
        throw Rejected.parameter(
            owner + ": Too many components for option \"--" + option + "\" (max: 2)\n");
      }
      long low = number(parts[0], 0, owner, option);
      return new Interval(low, parts.length == 1 ? low : number(parts[1], MAX, owner, option));
    }

    private static long number(String text, long otherwise, String owner, String option) {
      if (text.isEmpty()) {
        return otherwise;
      }
      Long number = Syntaxes.parseUnsigned(text);
      if (number == null || Long.compareUnsigned(number, MAX) > 0) {
        throw Rejected.parameter(
            "%s: bad value for option \"--%s\" near \"%s\", or out of range (0-%d).\n"
                .formatted(owner, option, text, MAX));
      }
      return number;
    }

    @Override
    public String placeholder() {
      return "number[:number]";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of("0", "1", "5:1", "1:5", ":", "5:", ":5", "4294967295", "0x10:017", "7:7", ""),
          List.of("4294967296", "1:2:3", "1:x", "x", "-1", "1 :2", "1-2", "1:4294967296"));
    }
  }
}
