package org.netfilter4j.xt.match;

import java.util.Set;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Probe;

/** Whether the connection has a label, which it is perhaps given first. */
record Labelled(int bit, boolean set, Label label) implements Probe {
  @Override
  public Outcome test(Context context) {
    Connection connection = context.connection();
    boolean labelled =
        connection != null && (connection.hasLabel(bit) || set && connection.addLabel(bit));
    return labelled ? Outcome.TRUE : Outcome.FALSE;
  }

  @Override
  public Label explain(Context context, Outcome outcome) {
    return outcome == Outcome.TRUE
        ? new Label("the connection has " + label.en(), "该连接有" + label.zh())
        : new Label("the connection has no " + label.en(), "该连接没有" + label.zh());
  }

  @Override
  public Set<Field> reads() {
    return Set.of(Field.Flow.STATUS);
  }

  @Override
  public Set<Field> writes() {
    return Set.of();
  }
}
