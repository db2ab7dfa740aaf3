package org.netfilter4j.xt.target;

import java.util.Set;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Continuing;

/** Sets the packet's priority, which traffic classes are told apart by. */
record SetPriority(int priority, Label label) implements Continuing {
  @Override
  public Result apply(Context context) {
    context.packet().setPriority(priority);
    return Result.CONTINUE;
  }

  @Override
  public Set<Field> writes() {
    return Set.of(Field.Meta.PRIORITY);
  }
}
