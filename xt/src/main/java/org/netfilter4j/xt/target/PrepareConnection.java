package org.netfilter4j.xt.target;

import java.util.Set;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Context.Template;
import org.netfilter4j.xt.lower.Continuing;

/** Says what the connection-to-be shall have. */
record PrepareConnection(Template template, Label label) implements Continuing {
  @Override
  public Result apply(Context context) {
    context.template(template);
    return Result.CONTINUE;
  }

  @Override
  public Set<Field> writes() {
    return Set.of(Field.Flow.STATE, Field.Flow.HELPER);
  }
}
