package org.netfilter4j.engine.conntrack;

/** What is kept of an SCTP association (struct ip_ct_sctp). */
final class SctpState implements ProtocolState {

  /** The states, in the kernel's order. */
  enum State {
    NONE(10),
    /** Before anything, or after SHUTDOWN COMPLETE or ABORT. */
    CLOSED(10),
    /** INIT was seen. */
    COOKIE_WAIT(3),
    COOKIE_ECHOED(3),
    /** COOKIE ACK was seen. */
    ESTABLISHED(210),
    SHUTDOWN_SENT(3),
    /** SHUTDOWN was seen in the reply direction. */
    SHUTDOWN_RECD(3),
    SHUTDOWN_ACK_SENT(3),
    /** HEARTBEAT was seen on a path that no INIT was seen on. */
    HEARTBEAT_SENT(30);

    private final int seconds;

    State(int seconds) {
      this.seconds = seconds;
    }

    /** The end of the sysctl's name. */
    String timeoutName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The default timeout. */
    int seconds() {
      return seconds;
    }
  }

  State state = State.NONE;

  /** The verification tags that packets of each direction carry; 0 while unknown. */
  final int[] tag = new int[2];

  /** Whether an INIT was seen in each direction. */
  final boolean[] init = new boolean[2];

  /** A HEARTBEAT with a wrong tag was let pass, in direction {@link #lastDirection}. */
  boolean heartbeatTagFailed;

  int lastDirection;

  void clear() {
    state = State.NONE;
    tag[0] = 0;
    tag[1] = 0;
    init[0] = false;
    init[1] = false;
    heartbeatTagFailed = false;
    lastDirection = 0;
  }

  @Override
  public String name() {
    return state.name();
  }
}
