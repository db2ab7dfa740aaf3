package org.netfilter4j.xt.target;

import org.netfilter4j.model.Action;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Continuing;

/**
 * Something that a target does beside the packet's way: neither its verdict nor its bytes nor
 * anything that a rule can ask for depends on it, and the next rule goes on.
 */
record Aside(Label label) implements Continuing {

  static Action action(String en, String zh) {
    return new Action.Do(new Aside(new Label(en, zh)));
  }

  @Override
  public Result apply(Context context) {
    return Result.CONTINUE;
  }
}
