package org.netfilter4j.xt.match;

import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.FieldFree;

/** Whether chance takes the packet. */
record Chance(long probability, Label label) implements FieldFree {
  @Override
  public Outcome test(Context context) {
    return (context.random() & 0x7fff_ffff) < probability ? Outcome.TRUE : Outcome.FALSE;
  }

  @Override
  public Label explain(Context context, Outcome outcome) {
    return outcome == Outcome.TRUE
        ? new Label("chance takes this packet, " + label.en(), "抽中了这个数据包，" + label.zh())
        : new Label("chance leaves this packet out, " + label.en(), "没有抽中这个数据包，" + label.zh());
  }
}
