package org.netfilter4j.xt.target;

import java.util.Set;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Effect;

/**
 * Something that a target does beside the packet's way: neither its verdict nor its bytes nor
 * anything that a rule can ask for depends on it, and the next rule goes on.
 */
record Aside(Label label) implements Effect {

  static Action action(String en, String zh) {
    return new Action.Do(new Aside(new Label(en, zh)));
  }

  @Override
  public Result apply(Context context) {
    return Result.CONTINUE;
  }

  @Override
  public Set<Field> writes() {
    return Set.of();
  }

  @Override
  public Set<Result> outcomes() {
    return Set.of(Result.CONTINUE);
  }
}
