package org.netfilter4j.xt.target;

import java.util.Set;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Continuing;

/** Takes a packet that has no connection yet out of tracking; CT does so too. */
enum Untrack implements Continuing {
  UNTRACK;

  @Override
  public Result apply(Context context) {
    context.untrack();
    return Result.CONTINUE;
  }

  @Override
  public Set<Field> writes() {
    return Set.of(Field.Flow.STATE);
  }

  @Override
  public Label label() {
    return new Label("exempts the packet from connection tracking", "不对该数据包进行连接跟踪");
  }
}
