package org.netfilter4j.xt.target;

import java.util.Set;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Continuing;

/** Rewrites the TTL or the hop limit. */
record RewriteHops(String field, HopsTarget.Change change, int value) implements Continuing {
  @Override
  public Result apply(Context context) {
    Packet packet = context.packet();
    int before = (int) packet.number(Field.Header.TTL);
    int after =
        switch (change) {
          case SET -> value;
          case DECREASE -> Math.max(0, before - value);
          case INCREASE -> Math.min(255, before + value);
        };
    if (after != before) {
      packet.setTtl(after);
    }
    return Result.CONTINUE;
  }

  @Override
  public Set<Field> writes() {
    return Set.of(Field.Header.TTL);
  }

  @Override
  public Label label() {
    return switch (change) {
      case SET -> new Label("sets the " + field + " to " + value, "把 " + field + " 设为 " + value);
      case DECREASE ->
          new Label("lowers the " + field + " by " + value, "把 " + field + " 减少 " + value);
      case INCREASE ->
          new Label("raises the " + field + " by " + value, "把 " + field + " 增加 " + value);
    };
  }
}
