package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/**
 * Unsigned numbers of at most 32 bits from low to high, both included. Where low is the greater
 * one, no number is meant.
 */
public record Interval(long low, long high) {
  private static final long MAX = 0xffff_ffffL;

  /** All numbers of 32 bits. */
  public static final Interval ALL = new Interval(0, MAX);

  public boolean isAll() {
    return equals(ALL);
  }

  public Values values() {
    return new Values.Range(low, high);
  }

  /** The two ends with that between them, or the number alone: 5, or 5-10. */
  public String text(String between) {
    return low == high ? Long.toString(low) : low + between + high;
  }

  /** As {@code -S} prints it: 5, or 5:10. */
  @Override
  public String toString() {
    return text(":");
  }

  /** {@code number[:number]} as XTTYPE_UINT32RC, where either end may be left out. */
  public static Syntax<Interval> syntax() {
    return new IntervalSyntax(MAX);
  }

  /** {@link #syntax} for numbers of 16 bits (XTTYPE_UINT16RC). */
  public static Syntax<Interval> shorts() {
    return new IntervalSyntax(0xffff);
  }

  private record IntervalSyntax(long max) implements Syntax<Interval> {
    @Override
    public Interval parse(String text, String owner, String option, RuleContext context) {
      long[] ends = new long[2];
      int count = 0;
      for (int at = 0; at <= text.length(); count++) {
        if (count == 2) {
          throw Rejected.parameter(
              owner + ": Too many components for option \"--" + option + "\" (max: 2)\n");
        }
        String rest = text.substring(at);
        ends[count] = count == 0 ? 0 : max;
        if (!rest.isEmpty() && rest.charAt(0) != ':') {
          LeadingNumber number = LeadingNumber.of(rest, 0, max);
          if (number == null) {
            throw Rejected.parameter(
                "%s: bad value for option \"--%s\" near \"%s\", or out of range (0-%d).\n"
                    .formatted(owner, option, rest, max));
          }
          ends[count] = number.value();
          at += number.end();
        }
        if (at < text.length() && text.charAt(at) != ':') {
          throw Rejected.parameter(
              "%s: Argument to \"--%s\" has unexpected characters near \"%s\".\n"
                  .formatted(owner, option, text.substring(at)));
        }
        at++;
      }
      return new Interval(ends[0], ends[count == 1 ? 0 : 1]);
    }

    @Override
    public String placeholder() {
      return "number[:number]";
    }

    @Override
    public Samples samples() {
      String top = Long.toString(max);
      String above = Long.toString(max + 1);
      return new Samples(
          List.of("0", "1", "5:1", "1:5", ":", "5:", ":5", top, "0x10:017", "7:7", "", "0:" + top),
          List.of(above, "1:2:3", "1:x", "x", "-1", "1 :2", "1-2", "1:" + above, "1:-2", "::"));
    }
  }
}
