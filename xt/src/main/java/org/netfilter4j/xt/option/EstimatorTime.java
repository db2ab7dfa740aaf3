package org.netfilter4j.xt.option;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** A time of an estimator, with its unit. */
public record EstimatorTime(String what) implements Syntax<Integer> {
  /** In microseconds. */
  public static final int SECOND = 1_000_000;

  private static final Map<String, Integer> UNITS =
      Map.of(
          "", 1, "s", SECOND, "sec", SECOND, "secs", SECOND, "ms", 1000, "msec", 1000, "msecs",
          1000, "us", 1, "usec", 1, "usecs", 1);

  @Override
  public Integer parse(String text, String owner, String option, RuleContext context) {
    LeadingDouble number = LeadingDouble.of(text);
    Integer unit =
        number == null ? null : UNITS.get(text.substring(number.end()).toLowerCase(Locale.ROOT));
    if (number == null || unit == null) {
      throw Rejected.parameter("RATEEST: bad " + what + " value \"" + text + "\"");
    }
    return LeadingDouble.toUnsigned(number.value() * unit);
  }

  @Override
  public String placeholder() {
    return "time";
  }

  @Override
  public Samples samples() {
    return what.equals("interval")
        ? new Samples(
            List.of(
                "1s", "250ms", "500msec", "2sec", "4s", "8SECS", "250000", "0.3s", "1us", "1e6us"),
            List.of("9s", "x", "", "1 s", "1m", "-1s", "8000001", "1h"))
        : new Samples(
            List.of("2s", "8s", "16sec", "64s", "1000s", "4e6", "10secs", "0x10s", "3000.5ms"),
            List.of("0", "1us", "x", "", "-1s", "1h", "5 s", "nan"));
  }

  /** Microseconds, unsigned, in the unit of which there is one at least. */
  public static String text(int microseconds) {
    long time = Integer.toUnsignedLong(microseconds);
    if (time >= SECOND) {
      return String.format(Locale.ROOT, "%.1fs", time / (double) SECOND);
    }
    return time >= SECOND / 1000
        ? String.format(Locale.ROOT, "%.1fms", time / (double) (SECOND / 1000))
        : time + "us";
  }
}
