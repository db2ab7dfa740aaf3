package org.netfilter4j.xt.match;

/** Counts up to {@code last} and starts anew. */
final class TurnCounter {
  long count;

  TurnCounter(long count) {
    this.count = count;
  }
}
