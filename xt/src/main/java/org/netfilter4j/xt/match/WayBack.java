package org.netfilter4j.xt.match;

import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Reading;

/** 1 where the way back passes the test, else 0. */
record WayBack(Rpfilter.Data match) implements Reading {
  @Override
  public Source source() {
    return Source.HOST;
  }

  @Override
  public Label label() {
    return new Label("reverse path", "反向路径");
  }

  @Override
  public Presence read(Context context, Cell into) {
    boolean passes =
        context
            .host()
            .hasWayBack(context.packet(), match.loose(), match.validMark(), match.acceptLocal());
    into.number(passes ? 1 : 0);
    return Presence.PRESENT;
  }

  @Override
  public Label explain(Context context, Values values, Condition.Outcome outcome) {
    String source = context.packet().source().toString();
    String device = context.packet().inInterface();
    boolean passes = outcome == Condition.Outcome.TRUE;
    return new Label(
        "the way back to "
            + source
            + (passes ? " is" : " is not")
            + (match.loose() ? " there" : " by " + device),
        (passes ? "有" : "没有")
            + (match.loose() ? "" : "经由 " + device + " ")
            + "返回 "
            + source
            + " 的路由");
  }
}
