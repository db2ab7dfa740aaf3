package org.netfilter4j.engine;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.lower.Cell;

/**
 * What a field's value was.
 *
 * @param high the upper 64 bits of a number
 * @param low the lower 64 bits of a number
 * @param name the name; null for a number
 */
public record Value(long high, long low, @Nullable String name) {
  static Value of(Cell cell) {
    return cell.named ? new Value(0, 0, cell.name) : new Value(cell.high, cell.low, null);
  }
}
