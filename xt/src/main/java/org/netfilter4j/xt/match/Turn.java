package org.netfilter4j.xt.match;

import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.FieldFree;

/** Whether it is the packet's turn. */
record Turn(TurnCounter counter, long last, Label label) implements FieldFree {
  @Override
  public Outcome test(Context context) {
    counter.count = counter.count == last ? 0 : counter.count + 1;
    return counter.count == 0 ? Outcome.TRUE : Outcome.FALSE;
  }

  @Override
  public Label explain(Context context, Outcome outcome) {
    return outcome == Outcome.TRUE
        ? new Label("it is this packet's turn, " + label.en(), "轮到这个数据包，" + label.zh())
        : new Label("it is not this packet's turn, " + label.en(), "还没轮到这个数据包，" + label.zh());
  }
}
