package org.netfilter4j.linux;

import java.lang.foreign.Arena;

/** What this process does on a signal, as the kernel knows it (rt_sigaction(2)). */
public final class SignalActions {
  private static final int SIGHUP = 1;
  private static final int SIGTERM = 15;
  private static final long SIG_IGN = 1;

  /**
   * The kernel's struct sigaction, whose order differs between architectures: only its first word,
   * the handler, is looked at, and all of it is copied.
   */
  private static final int ACTION = 32;

  /** Bytes of its set of signals, on every architecture. */
  private static final int SIGNAL_SET = 8;

  private SignalActions() {}

  /**
   * Has the JVM take SIGHUP where the signal was ignored when this process was started. The JVM
   * leaves such a signal alone, whatever handler is set with {@code sun.misc.Signal}, for that is
   * what nohup(1) is for. Here the signal gets the action that SIGTERM has, which is the JVM's for
   * all signals that it hands to Java: so there is no moment in which it would end the process.
   *
   * <p>A handler must be set before; nothing changes where the signal is not ignored, or SIGTERM is
   * ignored too.
   */
  public static void heedHangup() {
    try (Arena arena = Arena.ofConfined()) {
      CallMemory action = new CallMemory(arena, ACTION);
      if (handler(SIGHUP, action) == SIG_IGN && handler(SIGTERM, action) > SIG_IGN) {
        SystemCalls.call(SystemCall.RT_SIGACTION, SIGHUP, action.address(), 0, SIGNAL_SET, 0, 0);
      }
    }
  }

  /** Reads an action; gives its handler, 0 for what the kernel does by itself. */
  private static long handler(int signal, CallMemory action) {
    SystemCalls.call(SystemCall.RT_SIGACTION, signal, 0, action.address(), SIGNAL_SET, 0, 0);
    return action.longs()[0];
  }
}
