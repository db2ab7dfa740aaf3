package org.netfilter4j.xt.target;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.HostObjects;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Continuing;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.CutText;
import org.netfilter4j.xt.option.LeadingDouble;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.target.RateEstimator.Measure;

/** {@code -j RATEEST}: measures the rate of the packets that come by (xt_RATEEST.c, revision 0). */
public final class RateestTarget extends TargetDescriptor<RateestTarget.Data> {
  private static final int SECOND = 1_000_000;
  private static final int QUARTER = SECOND / 4;

  private static final Option<String> NAME =
      Option.of("rateest-name", new CutText(15, 0, "name"))
          .makeMandatory()
          .help("the estimator, for -m rateest");

  private static final Option<Integer> INTERVAL =
      Option.of("rateest-interval", new Time("interval"))
          .makeMandatory()
          .help("how often is counted: 250ms, doubled up to 8s");

  private static final Option<Integer> EWMALOG =
      Option.of("rateest-ewmalog", new Time("ewmalog"))
          .makeMandatory()
          .help("over how long the average goes");

  public RateestTarget() {
    super("RATEEST", Data.class, NAME, INTERVAL, EWMALOG);
  }

  /** The part of struct xt_rateest_target_info that is the user's. */
  public record Data(String estimator, Measure measure) implements Target.Extended {
    @Override
    public String name() {
      return "RATEEST";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    long interval = Integer.toUnsignedLong(args.require(INTERVAL));
    int doubled = 0;
    while (doubled <= 5 && interval > (long) QUARTER << doubled) {
      doubled++;
    }
    if (doubled > 5) {
      throw Rejected.parameter("RATEEST: interval value is too large");
    }
    int log = log(interval, Integer.toUnsignedLong(args.require(EWMALOG)));
    if (log == 0 || log >= 31) {
      throw Rejected.parameter("RATEEST: ewmalog value is out of range");
    }
    return new Data(args.require(NAME), new Measure(doubled - 2, log));
  }

  /** The greatest weight with which the average still follows within that time, as its log. */
  private static int log(long interval, long time) {
    int log = 1;
    while (log < 31 && interval / -Math.log(1.0 - 1.0 / (1L << log)) <= time) {
      log++;
    }
    // At 31 the C tool's shift overflows, and it goes one further.
    return log < 31 ? log - 1 : 31;
  }

  @Override
  public void save(Data target, Words out) {
    out.option("rateest-name", false).bare(target.estimator);
    int interval = target.measure.interval();
    int log = target.measure.log();
    if (out.isExact()) {
      // What is printed may have overflowed; the least interval that means the same does not.
      long least = interval == -2 ? 1 : ((long) QUARTER << (interval + 1)) + 1;
      long average = Math.min(least << log, 0xffff_ffffL);
      out.option("rateest-interval", least + "us").option("rateest-ewmalog", average + "us");
    } else {
      out.option("rateest-interval", time(QUARTER << (interval + 2)))
          .option("rateest-ewmalog", time((QUARTER << (interval + 2)) << log));
    }
  }

  @Override
  public void list(Data target, Listing out) {
    int interval = QUARTER << (target.measure.interval() + 2);
    out.add(" name " + target.estimator + " interval " + time(interval));
    out.add(" ewmalog " + time(interval << target.measure.log()));
  }

  /** Microseconds, unsigned, in the unit of which there is one at least. */
  private static String time(int microseconds) {
    long time = Integer.toUnsignedLong(microseconds);
    if (time >= SECOND) {
      return String.format(Locale.ROOT, "%.1fs", time / (double) SECOND);
    }
    return time >= SECOND / 1000
        ? String.format(Locale.ROOT, "%.1fms", time / (double) (SECOND / 1000))
        : time + "us";
  }

  /** An estimator that is there already must measure alike. */
  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    Measure there = context.objects().ofRules(Measure.class, target.estimator);
    return there == null || there.equals(target.measure) ? null : Errno.EINVAL;
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    RateEstimator estimator =
        lowering.named(RateEstimator.class, target.estimator, RateEstimator::new);
    estimator.measure(target.measure);
    return new Action.Do(new Count(estimator, target.estimator));
  }

  @Override
  public void objects(Data target, HostObjects.Taker to) {
    to.take(target.estimator, target.measure);
  }

  private record Count(RateEstimator estimator, String name) implements Continuing {
    @Override
    public Result apply(Context context) {
      estimator.count(context.packet().number(Field.Meta.LENGTH), context.now());
      return Result.CONTINUE;
    }

    @Override
    public Label label() {
      return new Label("counts for rate estimator " + name, "计入速率估计器 " + name);
    }
  }

  private record Time(String what) implements Syntax<Integer> {
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
                  "1s", "250ms", "500msec", "2sec", "4s", "8SECS", "250000", "0.3s", "1us",
                  "1e6us"),
              List.of("9s", "x", "", "1 s", "1m", "-1s", "8000001", "1h"))
          : new Samples(
              List.of("2s", "8s", "16sec", "64s", "1000s", "4e6", "10secs", "0x10s", "3000.5ms"),
              List.of("0", "1us", "x", "", "-1s", "1h", "5 s", "nan"));
    }
  }
}
