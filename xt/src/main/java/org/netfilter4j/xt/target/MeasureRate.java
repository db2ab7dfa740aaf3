package org.netfilter4j.xt.target;

import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Continuing;

/** Counts the packet for an estimator. */
record MeasureRate(RateEstimator estimator, String name) implements Continuing {
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
