package org.netfilter4j.xt.option;

import java.util.List;
import java.util.Locale;
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

  private enum Unit {
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
  }

  /** In the shortest unit that loses little, as the C tool prints it: 3/hour. */
  @Override
  public String toString() {
    Unit best = Unit.DAY;
    for (Unit unit : Unit.values()) {
      int length = unit.seconds * SCALE;
      if (unit != Unit.DAY && (period > length || length / period < length % period)) {
        break;
      }
      best = unit;
    }
    return best.seconds * SCALE / period + "/" + best.printed;
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
      int packets = atoi(text);
      int seconds = slash < 0 ? 1 : seconds(text.substring(slash + 1).toLowerCase(Locale.ROOT));
      if (packets == 0 || seconds == 0) {
        throw Rejected.parameter("bad rate \"" + text + "\"'");
      }
      int period = Integer.divideUnsigned(SCALE * seconds, packets);
      if (period == 0) {
        throw Rejected.parameter("Rate too fast \"" + text + "\"");
      }
      return new Rate(period);
    }

    private static int seconds(String word) {
      for (Unit unit : Unit.values()) {
        if (!word.isEmpty() && unit.word.startsWith(word)) {
          return unit.seconds;
        }
      }
      return 0;
    }

    /** As atoi(3) where long has 64 bits: what does not fit an int loses its upper bits. */
    private static int atoi(String text) {
      String digits = text.stripLeading();
      boolean negative = digits.startsWith("-");
      int at = negative || digits.startsWith("+") ? 1 : 0;
      long value = 0;
      for (; at < digits.length() && Character.digit(digits.charAt(at), 10) >= 0; at++) {
        int digit = Character.digit(digits.charAt(at), 10);
        if (value > (Long.MAX_VALUE - digit) / 10) {
          return negative ? 0 : -1;
        }
        value = value * 10 + digit;
      }
      return (int) (negative ? -value : value);
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
