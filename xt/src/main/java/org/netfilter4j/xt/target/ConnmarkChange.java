package org.netfilter4j.xt.target;

import java.util.Set;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Continuing;

/** Changes the mark of the connection or of the packet, as {@code -j CONNMARK} says. */
record ConnmarkChange(ConnmarkTarget.Data target) implements Continuing {
  @Override
  public Result apply(Context context) {
    Connection connection = context.connection();
    if (connection == null) {
      return Result.CONTINUE;
    }
    int ct = connection.mark();
    int nf = context.packet().mark();
    switch (target.kind()) {
      case SET -> connection.setMark(shift((ct & ~target.ctmask()) ^ target.value()));
      case SAVE -> connection.setMark((ct & ~target.ctmask()) ^ shift(nf & target.nfmask()));
      case RESTORE ->
          context.packet().setMark((nf & ~target.nfmask()) ^ shift(ct & target.ctmask()));
    }
    return Result.CONTINUE;
  }

  int shift(int mark) {
    return target.shift() >= 0 ? mark << target.shift() : mark >>> -target.shift();
  }

  @Override
  public Set<Field> reads() {
    return Set.of(Field.Flow.MARK);
  }

  @Override
  public Set<Field> writes() {
    return Set.of(target.kind() == ConnmarkTarget.Kind.RESTORE ? Field.Meta.MARK : Field.Flow.MARK);
  }

  @Override
  public Label label() {
    return switch (target.kind()) {
      case SET ->
          new Label(
              "sets the connection mark: " + ConnmarkTarget.listed(target),
              "设置连接标记：" + ConnmarkTarget.listed(target));
      case SAVE -> new Label("saves the packet mark in the connection", "把数据包标记存入连接标记");
      case RESTORE -> new Label("takes the packet mark from the connection", "从连接标记恢复数据包标记");
    };
  }
}
