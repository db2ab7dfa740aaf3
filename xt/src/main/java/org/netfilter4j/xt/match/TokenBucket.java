package org.netfilter4j.xt.match;

import java.util.Set;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Probe;

/** A bucket of credits: every packet costs some, and time brings new ones. */
record TokenBucket(CreditBucket bucket, int cost, int full, Label label) implements Probe {
  @Override
  public Outcome test(Context context) {
    return bucket.take(context.now(), cost, full) ? Outcome.TRUE : Outcome.FALSE;
  }

  @Override
  public Label explain(Context context, Outcome outcome) {
    return outcome == Outcome.TRUE
        ? new Label("the rate is " + label.en(), "速率未超限：" + label.zh())
        : new Label("the rate exceeds " + label.en(), "速率超限：" + label.zh());
  }

  @Override
  public Set<Field> reads() {
    return Set.of();
  }

  @Override
  public Set<Field> writes() {
    return Set.of();
  }
}
