package org.netfilter4j.xt.target;

import java.util.Set;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Context.Translation;
import org.netfilter4j.xt.lower.Effect;

/** Binds the connection's translation (nf_nat_setup_info); shared by the nat targets. */
record Translate(Translation translation, Label label) implements Effect {
  @Override
  public Result apply(Context context) {
    return context.translate(translation);
  }

  @Override
  public Set<Field> writes() {
    return switch (translation.side()) {
      case SOURCE -> Set.of(Field.Header.SOURCE_ADDRESS, Field.Header.SOURCE_PORT);
      case DESTINATION -> Set.of(Field.Header.DESTINATION_ADDRESS, Field.Header.DESTINATION_PORT);
    };
  }

  @Override
  public Set<Result> outcomes() {
    return Set.of(Result.ACCEPT, Result.DROP);
  }
}
