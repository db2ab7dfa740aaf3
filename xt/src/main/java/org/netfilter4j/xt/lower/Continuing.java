package org.netfilter4j.xt.lower;

import java.util.Set;
import org.netfilter4j.model.Field;

/** An effect after which the next rule goes on; unless it says so it changes no field. */
public interface Continuing extends Effect {
  @Override
  default Set<Field> writes() {
    return Set.of();
  }

  @Override
  default Set<Result> outcomes() {
    return Set.of(Result.CONTINUE);
  }
}
