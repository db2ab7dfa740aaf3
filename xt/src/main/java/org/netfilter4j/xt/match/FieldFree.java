package org.netfilter4j.xt.match;

import java.util.Set;
import org.netfilter4j.model.Field;
import org.netfilter4j.xt.lower.Probe;

/** A probe that depends on no field. */
interface FieldFree extends Probe {
  @Override
  default Set<Field> reads() {
    return Set.of();
  }

  @Override
  default Set<Field> writes() {
    return Set.of();
  }
}
