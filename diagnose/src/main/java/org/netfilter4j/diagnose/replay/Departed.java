package org.netfilter4j.diagnose.replay;

/**
 * The packets that have left the engine and that the capture will show next, by their {@link
 * Fingerprint}s; for a second each, by the capture's clock. Of fixed size: where it is full the
 * oldest are forgotten.
 */
final class Departed {
  private static final long KEPT = 1_000_000_000L;
  private static final int SLOTS = 1 << 14;
  private static final int REACH = 8;

  private final long[] prints = new long[SLOTS + REACH];
  private final long[] until = new long[SLOTS + REACH];

  Departed() {
    java.util.Arrays.fill(until, Long.MIN_VALUE);
  }

  /** Remembers a packet. */
  void add(long print, long now) {
    int slot = slot(print);
    int place = slot;
    for (int i = slot; i < slot + REACH; i++) {
      if (until[i] < now) {
        place = i;
        break;
      }
      if (until[i] < until[place]) {
        place = i;
      }
    }
    prints[place] = print;
    until[place] = now + KEPT;
  }

  /** Whether such a packet was remembered; it is forgotten. */
  boolean take(long print, long now) {
    int place = find(print, now);
    if (place < 0) {
      return false;
    }
    until[place] = Long.MIN_VALUE;
    return true;
  }

  /** Whether such a packet is remembered. */
  boolean has(long print, long now) {
    return find(print, now) >= 0;
  }

  private int find(long print, long now) {
    int slot = slot(print);
    int found = -1;
    for (int i = slot; i < slot + REACH; i++) {
      // The oldest of equal ones, as they leave in the order in which they came.
      if (prints[i] == print && until[i] >= now && (found < 0 || until[i] < until[found])) {
        found = i;
      }
    }
    return found;
  }

  private static int slot(long print) {
    return (int) (print >>> 40) & (SLOTS - 1);
  }
}
