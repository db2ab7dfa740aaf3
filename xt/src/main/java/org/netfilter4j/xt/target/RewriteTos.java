package org.netfilter4j.xt.target;

import java.util.Set;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Continuing;

/** The TOS byte or traffic class becomes {@code (tos & ~mask) ^ value}. */
record RewriteTos(int value, int mask, Label label) implements Continuing {
  @Override
  public Result apply(Context context) {
    Packet packet = context.packet();
    int before = (int) packet.number(Field.Header.TOS);
    int after = before & ~mask ^ value;
    if (after != before) {
      packet.setTos(after);
    }
    return Result.CONTINUE;
  }

  @Override
  public Set<Field> writes() {
    return Set.of(Field.Header.TOS);
  }
}
