package org.netfilter4j.xt.lower;

import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Label;

/** A probe that is true as long as packets do not come faster than its label says. */
public interface RateLimit extends FieldFree {
  @Override
  default Label explain(Context context, Outcome outcome) {
    Label label = label();
    return outcome == Outcome.TRUE
        ? new Label("the rate is " + label.en(), "速率未超限：" + label.zh())
        : new Label("the rate exceeds " + label.en(), "速率超限：" + label.zh());
  }
}
