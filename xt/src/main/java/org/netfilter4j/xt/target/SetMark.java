package org.netfilter4j.xt.target;

import java.util.Set;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Continuing;

/** mark = (mark & ~mask) ^ value. */
record SetMark(int value, int mask) implements Continuing {
  @Override
  public Result apply(Context context) {
    context.packet().setMark((context.packet().mark() & ~mask) ^ value);
    return Result.CONTINUE;
  }

  @Override
  public Set<Field> writes() {
    return Set.of(Field.Meta.MARK);
  }

  @Override
  public Label label() {
    String to = "(mark & 0x" + Integer.toHexString(~mask) + ") ^ 0x" + Integer.toHexString(value);
    String plain = "0x" + Integer.toHexString(value);
    return mask == -1
        ? new Label("sets the packet mark to " + plain, "把数据包标记设为 " + plain)
        : new Label("sets the packet mark to " + to, "把数据包标记设为 " + to);
  }
}
