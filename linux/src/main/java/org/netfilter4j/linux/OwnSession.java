package org.netfilter4j.linux;

/** The session (setsid(2)) of this process. */
public final class OwnSession {
  private OwnSession() {}

  /**
   * Begins a session of this process's own, without a terminal: the signals of the terminal that it
   * was started from, and the end of that session, don't reach it any more. A process that leads a
   * group already stays where it is.
   */
  public static void begin() {
    SystemCalls.attempt(SystemCall.SETSID, 0, 0, 0, 0, 0, 0);
  }
}
