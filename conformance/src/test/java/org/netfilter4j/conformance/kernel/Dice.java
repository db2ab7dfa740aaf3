package org.netfilter4j.conformance.kernel;

import java.util.List;
import java.util.SplittableRandom;

/** Choices from a seed. */
final class Dice {
  private final SplittableRandom random;

  Dice(long seed) {
    random = new SplittableRandom(seed);
  }

  /** True in so many of a hundred cases. */
  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** From low up to and with high. */
  int number(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  long bits() {
    return random.nextLong();
  }

  @SafeVarargs
  final <T> T pick(T... of) {
    return of[random.nextInt(of.length)];
  }

  <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** {@code "! "} in so many of a hundred cases. */
  String not(int percent) {
    return chance(percent) ? "! " : "";
  }
}
