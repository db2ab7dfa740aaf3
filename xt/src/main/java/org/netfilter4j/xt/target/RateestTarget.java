package org.netfilter4j.xt.target;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.HostObjects;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.CutText;
import org.netfilter4j.xt.option.EstimatorTime;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;
import org.netfilter4j.xt.target.RateEstimator.Measure;

/** {@code -j RATEEST}: measures the rate of the packets that come by (xt_RATEEST.c, revision 0). */
public final class RateestTarget extends TargetDescriptor<RateestTarget.Data> {

  private static final int QUARTER = EstimatorTime.SECOND / 4;

  private static final Option<String> NAME =
      Option.of("rateest-name", new CutText(15, 0, "name"))
          .makeMandatory()
          .help("the estimator, for -m rateest");

  private static final Option<Integer> INTERVAL =
      Option.of("rateest-interval", new EstimatorTime("interval"))
          .makeMandatory()
          .help("how often is counted: 250ms, doubled up to 8s");

  private static final Option<Integer> EWMALOG =
      Option.of("rateest-ewmalog", new EstimatorTime("ewmalog"))
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
    out.option("rateest-name", false).bare(target.estimator());
    int interval = target.measure.interval();
    int log = target.measure.log();
    if (out.isExact()) {
      // What is printed may have overflowed; the least interval that means the same does not.
      long least = interval == -2 ? 1 : ((long) QUARTER << (interval + 1)) + 1;
      long average = Math.min(least << log, 0xffff_ffffL);
      out.option("rateest-interval", least + "us").option("rateest-ewmalog", average + "us");
    } else {
      out.option("rateest-interval", EstimatorTime.text(QUARTER << (interval + 2)))
          .option("rateest-ewmalog", EstimatorTime.text((QUARTER << (interval + 2)) << log));
    }
  }

  @Override
  public void list(Data target, Listing out) {
    int interval = QUARTER << (target.measure.interval() + 2);
    out.add(" name " + target.estimator() + " interval " + EstimatorTime.text(interval));
    out.add(" ewmalog " + EstimatorTime.text(interval << target.measure.log()));
  }

  /** An estimator that is there already must measure alike. */
  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    Measure there = context.objects().ofRules(Measure.class, target.estimator());
    return there == null || there.equals(target.measure) ? null : Errno.EINVAL;
  }

  /** struct xt_rateest_target_info: its last 8 bytes are the kernel's own. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 32, RateestTarget::write, RateestTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    out.text(0, 15, target.estimator);
    out.u8(16, target.measure.interval());
    out.u8(17, target.measure.log());
  }

  private static Data read(StructBytes in) {
    return new Data(in.text(0, 16), new Measure((byte) in.u8(16), in.u8(17)));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    RateEstimator estimator =
        lowering.named(RateEstimator.class, target.estimator(), RateEstimator::new);
    estimator.measure(target.measure);
    return new Action.Do(new MeasureRate(estimator, target.estimator()));
  }

  @Override
  public void objects(Data target, HostObjects.Taker to) {
    to.take(target.estimator(), target.measure);
  }
}
