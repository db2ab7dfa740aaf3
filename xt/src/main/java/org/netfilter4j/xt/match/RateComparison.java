package org.netfilter4j.xt.match;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.FieldFree;
import org.netfilter4j.xt.target.RateEstimator;

/** Compares what estimators measure, with given rates or with one another. */
record RateComparison(Rateest.Data match, RateEstimator first, @Nullable RateEstimator second)
    implements FieldFree {
  @Override
  public Outcome test(Context context) {
    long now = context.now();
    boolean holds =
        (match.bits() == null
                || compare(left(match.bits(), true, now), right(match.bits(), true, now)))
            && (match.packets() == null
                || compare(left(match.packets(), false, now), right(match.packets(), false, now)));
    return holds ? Outcome.TRUE : Outcome.FALSE;
  }

  private long left(Rateest.Given given, boolean bits, long now) {
    return rate(first, given.first(), bits, now);
  }

  private long right(Rateest.Given given, boolean bits, long now) {
    return second == null
        ? Integer.toUnsignedLong(given.second())
        : rate(second, given.second(), bits, now);
  }

  /** What an estimator says, or with delta what is left of a given rate; not below 0. */
  private long rate(RateEstimator estimator, int given, boolean bits, long now) {
    long rate = bits ? estimator.bytesPerSecond(now) : estimator.packetsPerSecond(now);
    return match.delta() ? Math.max(0, Integer.toUnsignedLong(given) - rate) : rate;
  }

  private boolean compare(long left, long right) {
    return switch (match.comparison()) {
      case LT -> left < right;
      case GT -> left > right;
      case EQ -> left == right;
      case null -> false;
    };
  }

  @Override
  public Label label() {
    String names = match.first() + (match.second() == null ? "" : ", " + match.second());
    return new Label("the rate that " + names + " measures", names + " 测得的速率");
  }

  @Override
  public Label explain(Context context, Outcome outcome) {
    String rate =
        first.bytesPerSecond(context.now())
            + " B/s, "
            + first.packetsPerSecond(context.now())
            + " packets/s";
    return new Label(
        "estimator " + match.first() + " measures " + rate, "估计器 " + match.first() + " 测得 " + rate);
  }
}
