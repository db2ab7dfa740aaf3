package org.netfilter4j.agent.keep;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Remembers where rules were moved back to their places: where somebody else moves them again and
 * again, two programs would fight without end, so ours rests.
 */
final class Contests {
  private static final int MOST = 5;
  private static final long WINDOW_NANOS = 60_000_000_000L;

  private final LongSupplier clock;
  private final Map<Plan.Moved, ArrayDeque<Long>> moves = new HashMap<>();

  /**
   * @param clock nanoseconds since any time, which never go back
   */
  Contests(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * Whether rules were moved there so often in the last minute that they are left where they are.
   */
  boolean isContested(Plan.Moved chain) {
    ArrayDeque<Long> times = moves.get(chain);
    if (times == null) {
      return false;
    }
    long now = clock.getAsLong();
    while (!times.isEmpty() && now - times.peek() > WINDOW_NANOS) {
      times.remove();
    }
    return times.size() >= MOST;
  }

  /** Rules were moved there. */
  void moved(Plan.Moved chain) {
    moves.computeIfAbsent(chain, _ -> new ArrayDeque<>()).add(clock.getAsLong());
  }
}
