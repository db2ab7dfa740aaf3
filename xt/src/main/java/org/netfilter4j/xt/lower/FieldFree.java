package org.netfilter4j.xt.lower;

import java.util.Set;
import org.netfilter4j.model.Field;

/** A probe that depends on no field. */
public interface FieldFree extends Probe {
  @Override
  default Set<Field> reads() {
    return Set.of();
  }

  @Override
  default Set<Field> writes() {
    return Set.of();
  }
}
