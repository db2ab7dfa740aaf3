package org.netfilter4j.xt.option;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/**
 * Packets per time, kept as the time from one packet to the next, and so only roughly: 7001/sec is
 * 10000/sec.
 *
 * @param period in 1/10000 s (XT_LIMIT_SCALE), not 0
 */
public record Rate(int period) {
  /** Parts of a second that a period counts. */
  public static final int SCALE = 10_000;

  /** 3/hour. */
  public static final Rate DEFAULT = new Rate(SCALE * 3600 / 3);

  /** The times that rates are given for, the longest first. */
  public enum Unit {
    DAY("day", "day", 86_400),
    HOUR("hour", "hour", 3600),
    MINUTE("minute", "min", 60),
    SECOND("second", "sec", 1);

    private final String word;
    private final String printed;
    private final int seconds;

    Unit(String word, String printed, int seconds) {
      this.word = word;
      this.printed = printed;
      this.seconds = seconds;
    }

    /** The unit that is shortened so, in any case; null where there is none. */
    public static @Nullable Unit find(String text) {
      String lower = text.toLowerCase(Locale.ROOT);
      for (Unit unit : values()) {
        if (!lower.isEmpty() && unit.word.startsWith(lower)) {
          return unit;
        }
      }
      return null;
    }

    /**
     * The shortest unit that loses little, as the C tools choose it.
     *
     * @param period from one packet to the next, unsigned
     * @param second what a second is in the period's measure
     */
    public static Unit of(long period, long second) {
      Unit best = DAY;
      for (Unit unit : values()) {
        long length = unit.seconds * second;
        boolean loses =
            Long.compareUnsigned(period, length) > 0
                || Long.divideUnsigned(length, period) < Long.remainderUnsigned(length, period);
        if (unit != DAY && loses) {
          break;
        }
        best = unit;
      }
      return best;
    }

    /** As it is listed: min. */
    public String printed() {
      return printed;
    }

    /** In full: minute. */
    public String word() {
      return word;
    }

    public int seconds() {
      return seconds;
    }
  }

  /** As nft's syntax has it: 3/hour, 30/minute. */
  public String translated() {
    Unit unit = Unit.of(period, SCALE);
    return (long) unit.seconds * SCALE / period + "/" + unit.word;
  }

  /** In the shortest unit that loses little, as the C tool prints it: 3/hour. */
  @Override
  public String toString() {
    Unit unit = Unit.of(period, SCALE);
    return (long) unit.seconds * SCALE / period + "/" + unit.printed;
  }

  /** {@code n[/unit]}, per second where no unit is given; units may be shortened. */
  public static Syntax<Rate> syntax() {
    return RateSyntax.RATE;
  }

  private enum RateSyntax implements Syntax<Rate> {
    RATE;

    @Override
    public Rate parse(String text, String owner, String option, RuleContext context) {
      int slash = text.indexOf('/');
      int packets = (int) LeadingNumber.decimal(text);
      Unit unit = slash < 0 ? Unit.SECOND : Unit.find(text.substring(slash + 1));
      if (packets == 0 || unit == null) {
        throw Rejected.parameter("bad rate \"" + text + "\"'");
      }
      int period = Integer.divideUnsigned(SCALE * unit.seconds, packets);
      if (period == 0) {
        throw Rejected.parameter("Rate too fast \"" + text + "\"");
      }
      return new Rate(period);
    }

    @Override
    public String placeholder() {
      return "rate[/second|/minute|/hour|/day]";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "3",
              "1/s",
              "5/sec",
              "5/S",
              "30/min",
              "7/mi",
              "59/m",
              "17/hour",
              "1000/h",
              "2/day",
              "100/d",
              "7001/s",
              "10000/s",
              "333/second",
              "20000/minute",
              "3000/hour",
              "5x/s",
              " 5/s",
              "5.5/s",
              "+5/s",
              "4294967297/s",
              "90/min",
              "61/min",
              "9999/s",
              "5000/s",
              "3600/hour",
              "86400/day",
              "1/hour"),
          List.of(
              "0",
              "",
              "x/s",
              "3/",
              "5/seconds",
              "10001/s",
              "-5/s",
              "0x5/s",
              "5/week",
              "5/ s",
              "2147483648/s",
              "99999999999999999999/s",
              "600001/min"));
    }
  }
}
