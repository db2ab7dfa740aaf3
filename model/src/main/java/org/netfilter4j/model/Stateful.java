package org.netfilter4j.model;

import java.util.Set;

/**
 * A test that consults and changes state: limit, statistic, sets that a match updates. What it does
 * is declared in {@code xt}; here stands what a consumer that only reorders or caches must know.
 */
public interface Stateful {
  /** The fields that the answer depends on. */
  Set<Field> reads();

  /** The fields that asking may change. */
  Set<Field> writes();

  /** What the test says, as people read it ("at most 3 per minute, burst 5"). */
  Label label();
}
