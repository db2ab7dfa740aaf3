package org.netfilter4j.xt.target;

import java.util.Set;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Effect;

/** No program listens on an embedded host, so with "bypass" the packet goes on. */
record ToQueue(String queues, boolean bypass) implements Effect {
  @Override
  public Result apply(Context context) {
    return bypass ? Result.ACCEPT : Result.QUEUE;
  }

  @Override
  public Set<Field> writes() {
    return Set.of();
  }

  @Override
  public Set<Result> outcomes() {
    return bypass ? Set.of(Result.ACCEPT, Result.QUEUE) : Set.of(Result.QUEUE);
  }

  @Override
  public Label label() {
    return new Label(
        "to a program in user space by queue " + queues + (bypass ? ", or on without one" : ""),
        "经队列 " + queues + " 交给用户态程序" + (bypass ? "，没有程序监听则放行" : ""));
  }
}
