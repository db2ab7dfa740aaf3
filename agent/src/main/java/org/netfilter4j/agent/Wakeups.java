package org.netfilter4j.agent;

import java.util.EnumSet;
import java.util.Set;

/**
 * Why the agent should look, from whoever knows: said again before it looked, it is one reason. All
 * times are of the monotonic clock, so that setting the machine's clock changes nothing.
 */
final class Wakeups {
  /** Why to look. */
  enum Reason {
    /** The directory's files are other ones. */
    FILES,
    /** The host's network has changed. */
    HOST,
    /** Another program has changed the rules, or may have. */
    CHANGED,
    /** The rules of the mode that the agent is not in have changed. */
    OTHER_MODE,
    /** SIGHUP: all is to be read and applied anew. */
    HANGUP,
    /** The xtables lock was waited for and is free. */
    LOCK_FREE,
    /** The end. */
    STOP
  }

  private final EnumSet<Reason> pending = EnumSet.noneOf(Reason.class);

  synchronized void add(Reason reason) {
    if (pending.add(reason)) {
      notifyAll();
    }
  }

  /**
   * Waits for a reason, and takes all that there are.
   *
   * @param until System.nanoTime() at the latest
   */
  synchronized Set<Reason> await(long until) throws InterruptedException {
    while (pending.isEmpty()) {
      long millis = (until - System.nanoTime() + 999_999) / 1_000_000;
      if (millis <= 0) {
        break;
      }
      wait(millis);
    }
    EnumSet<Reason> taken = EnumSet.copyOf(pending);
    pending.clear();
    return taken;
  }

  /** Whether the end was asked for and not yet taken. */
  synchronized boolean isStopping() {
    return pending.contains(Reason.STOP);
  }
}
