package org.netfilter4j.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait between attempts that fail: twice as long each time, up to a limit, and each
 * time a little more or less, so that the agents of many machines do not come all at once.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(500);
  private final Duration most;
  private final RandomGenerator random;
  private int failures;

  Backoff(Duration most, RandomGenerator random) {
    this.most = most;
    this.random = random;
  }

  /** An attempt has failed: how long to wait before the next, in nanoseconds. */
  long failed() {
    long wait = FIRST.toNanos();
    for (int i = 0; i < failures && wait < most.toNanos(); i++) {
      wait *= 2;
    }
    failures++;
    wait = Math.min(wait, most.toNanos());
    // From three quarters of it to five quarters.
    return wait * 3 / 4 + random.nextLong(wait / 2 + 1);
  }

  /** One has succeeded. */
  void succeeded() {
    failures = 0;
  }
}
