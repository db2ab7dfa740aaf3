package org.netfilter4j.xt.target;

import java.util.Set;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Effect;

/** Drops the packet and answers it. */
record Reject(RejectWith with) implements Effect {
  @Override
  public Result apply(Context context) {
    byte[] answer =
        with.isReset()
            ? RejectAnswer.reset(context)
            : RejectAnswer.unreachable(context, with.code());
    if (answer != null) {
      context.send(answer);
    }
    return Result.DROP;
  }

  @Override
  public Set<Field> writes() {
    return Set.of();
  }

  @Override
  public Set<Result> outcomes() {
    return Set.of(Result.DROP);
  }

  @Override
  public Label label() {
    return new Label("rejects with " + with.word(), "拒绝，应答 " + with.word());
  }
}
