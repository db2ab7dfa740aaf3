package org.netfilter4j.xt.lower;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Stateful;

/** A test that consults and changes state. */
public interface Probe extends Stateful {
  /** Asks; nothing is allocated. */
  Outcome test(Context context);

  /** Why it came out so, as {@link Reading#explain}; called right after {@link #test}. */
  default @Nullable Label explain(Context context, Outcome outcome) {
    return null;
  }
}
