package org.netfilter4j.xt.target;

import java.util.function.Supplier;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.set.SetNamespace;

/** A legacy rule in mangle's FORWARD. */
record Anywhere(Family family) implements Lowering {
  @Override
  public Mode mode() {
    return Mode.LEGACY;
  }

  @Override
  public TableName table() {
    return TableName.MANGLE;
  }

  @Override
  public int hooks() {
    return Hook.FORWARD.bit();
  }

  @Override
  public int protocol() {
    return 6;
  }

  @Override
  public <S> S state(Class<S> type, Supplier<S> fresh) {
    return fresh.get();
  }

  @Override
  public <S> S named(Class<S> type, String name, Supplier<S> fresh) {
    return fresh.get();
  }

  @Override
  public void extend(Connection.Extra with) {}

  @Override
  public SetNamespace sets() {
    return new SetNamespace();
  }
}
