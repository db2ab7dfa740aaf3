package org.netfilter4j.command;

import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/** The lock that keeps commands on one machine apart, as the C tools' /run/xtables.lock does. */
public interface XtablesLock {
  /**
   * Takes the lock.
   *
   * @param seconds how long to wait: the operand of {@code -w}, -1 where it has none, 0 where there
   *     is no {@code -w}
   * @return what releases it, or null where another holds it
   * @throws UnavailableException with more to say than that another holds it
   */
  @Nullable Closeable acquire(int seconds);

  /** A lock that nobody else ever holds. */
  XtablesLock NONE = seconds -> () -> {};

  /** The lock can't be had, and there is a line to say about it. */
  final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean held;

    private UnavailableException(String line, boolean held) {
      super(line, null, false, false);
      this.held = held;
    }

    /** There is no such lock to take. */
    public static UnavailableException missing(String line) {
      return new UnavailableException(line, false);
    }

    /** Another holds it. */
    public static UnavailableException held(String line) {
      return new UnavailableException(line, true);
    }

    /** Whether another holds it, which may pass. */
    public boolean isHeld() {
      return held;
    }
  }
}
