package org.netfilter4j.agent;

import java.time.Duration;

/**
 * When the agent does what, by the monotonic clock: applying, comparing, polling, and comparing all
 * whatever was told.
 */
final class Schedule {
  /** How soon after a failed attempt another program's change may be the reason for the next. */
  private static final long SHORTEST_RETRY = Duration.ofMillis(300).toNanos();

  private static final long SHORTEST_PAUSE = Duration.ofMillis(20).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(1).toNanos();

  private final long poll;
  private final long resync;
  private long attemptAt;
  private long lastAttempt;
  private boolean checkWanted;
  private long checkAt;
  private long pollAt;
  private long resyncAt;

  Schedule(AgentOptions options) {
    poll = options.poll().toNanos();
    resync = options.resync().toNanos();
    long now = System.nanoTime();
    attemptAt = now;
    lastAttempt = now;
    checkAt = now;
    pollAt = now + poll;
    resyncAt = now + resync;
  }

  static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }

  private static boolean isPast(long time) {
    return System.nanoTime() - time >= 0;
  }

  /**
   * When something is due, at the latest then.
   *
   * @param attempting whether something is to be applied
   * @param polling whether it is polled
   * @param keeping whether something is kept, and so compared
   */
  long next(long latest, boolean attempting, boolean polling, boolean keeping) {
    long time = attempting ? earlier(latest, attemptAt) : latest;
    time = polling ? earlier(time, pollAt) : time;
    time = keeping ? earlier(time, resyncAt) : time;
    return keeping && checkWanted ? earlier(time, checkAt) : time;
  }

  /** Another program has changed something, or may have: what was missing may have come. */
  void changed() {
    checkWanted = true;
    attemptAt = earlier(attemptAt, lastAttempt + SHORTEST_RETRY);
  }

  // Applying.

  void attemptNow() {
    attemptAt = System.nanoTime();
  }

  void attemptAfter(long wait) {
    attemptAt = System.nanoTime() + wait;
  }

  boolean isTimeToAttempt() {
    return isPast(attemptAt);
  }

  void attempting(long now) {
    lastAttempt = now;
  }

  // Comparing.

  boolean isTimeToCheck() {
    return checkWanted && isPast(checkAt);
  }

  void checking() {
    checkWanted = false;
  }

  /** A busy machine must not make the agent read all the time: a fifth of it at most. */
  void checked(long begin, long end) {
    checkAt = end + Math.clamp(4 * (end - begin), SHORTEST_PAUSE, LONGEST_PAUSE);
  }

  /** It is to be compared then, and not before. */
  void checkAt(long time) {
    checkWanted = true;
    checkAt = time;
  }

  /** Whether it is time to poll; said once. */
  boolean takePoll() {
    boolean due = isPast(pollAt);
    pollAt = due ? System.nanoTime() + poll : pollAt;
    return due;
  }

  /** Whether it is time to compare all; said once. */
  boolean takeResync() {
    boolean due = isPast(resyncAt);
    resyncAt = due ? System.nanoTime() + resync : resyncAt;
    return due;
  }
}
