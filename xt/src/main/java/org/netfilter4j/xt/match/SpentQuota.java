package org.netfilter4j.xt.match;

import java.util.Set;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Probe;

/** Takes the packet's bytes from what is left of a quota. */
record SpentQuota(Quota.Rest rest, Label label) implements Probe {
  @Override
  public Outcome test(Context context) {
    return rest.spend(context.packet().number(Field.Meta.LENGTH)) ? Outcome.TRUE : Outcome.FALSE;
  }

  @Override
  public Label explain(Context context, Outcome outcome) {
    return outcome == Outcome.TRUE
        ? new Label("the packet is within " + label.en(), "数据包在" + label.zh() + "之内")
        : new Label(label.en() + " is used up", label.zh() + "已用完");
  }

  @Override
  public Set<Field> reads() {
    return Set.of(Field.Meta.LENGTH);
  }

  @Override
  public Set<Field> writes() {
    return Set.of();
  }
}
