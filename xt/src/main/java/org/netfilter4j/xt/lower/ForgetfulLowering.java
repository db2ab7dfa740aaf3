package org.netfilter4j.xt.lower;

import java.util.function.Supplier;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.set.SetNamespace;

/**
 * For who asks what rules mean and sends no packet through them: state is fresh each time, there
 * are no sets, and the rule is reached from all hooks of its table.
 */
public final class ForgetfulLowering implements Lowering {
  private final Family family;
  private final Mode mode;
  private final TableName table;
  private int protocol;

  public ForgetfulLowering(Family family, Mode mode, TableName table) {
    this.family = family;
    this.mode = mode;
    this.table = table;
  }

  @Override
  public Family family() {
    return family;
  }

  @Override
  public Mode mode() {
    return mode;
  }

  @Override
  public TableName table() {
    return table;
  }

  @Override
  public int hooks() {
    return table.hookMask();
  }

  @Override
  public int protocol() {
    return protocol;
  }

  /** Sets the protocol of the rule that is lowered next; 0 for any. */
  public void protocol(int ofRule) {
    protocol = ofRule;
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
  public SetNamespace sets() {
    return new SetNamespace();
  }

  @Override
  public void extend(Connection.Extra with) {}
}
