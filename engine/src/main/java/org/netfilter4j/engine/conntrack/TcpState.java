package org.netfilter4j.engine.conntrack;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a TCP connection (struct ip_ct_tcp). Sequence numbers are 32-bit and wrap;
 * windows are unsigned 32-bit numbers, scaled.
 */
final class TcpState implements ProtocolState {

  /** The states, in the kernel's order. */
  enum State {
    NONE(null, 0),
    /** A SYN was seen. */
    SYN_SENT("syn_sent", 120),
    /** The SYN-ACK was seen. */
    SYN_RECV("syn_recv", 60),
    /** The ACK of the handshake was seen. */
    ESTABLISHED("established", 432000),
    /** A FIN was seen. */
    FIN_WAIT("fin_wait", 120),
    /** An ACK after the FIN was seen. */
    CLOSE_WAIT("close_wait", 60),
    /** The FIN of the other side was seen. */
    LAST_ACK("last_ack", 30),
    /** The last ACK was seen. */
    TIME_WAIT("time_wait", 120),
    /** A RST was seen. */
    CLOSE("close", 10),
    /** A SYN of the other side was seen: both open at the same time. */
    SYN_SENT2(null, 120);

    private final @Nullable String timeoutName;
    private final int seconds;

    State(@Nullable String timeoutName, int seconds) {
      this.timeoutName = timeoutName;
      this.seconds = seconds;
    }

    /** The end of the sysctl's name; null where there is none. */
    @Nullable String timeoutName() {
      return timeoutName;
    }

    /** The default timeout. */
    int seconds() {
      return seconds;
    }

    /** Whether one side has said that it is finished. */
    boolean closing() {
      return compareTo(FIN_WAIT) >= 0 && compareTo(CLOSE) <= 0;
    }
  }

  /** What a segment's flags make it. */
  enum Kind {
    SYN,
    SYN_ACK,
    FIN,
    ACK,
    RST,
    NONE
  }

  static final int WINDOW_SCALE = 1;
  static final int SACK_PERMITTED = 1 << 1;
  static final int CLOSE_INIT = 1 << 2;
  static final int BE_LIBERAL = 1 << 3;
  static final int DATA_UNACKNOWLEDGED = 1 << 4;
  static final int MAX_ACK_SET = 1 << 5;
  static final int CHALLENGE_ACK_EXPECTED = 1 << 6;
  static final int SIMULTANEOUS_OPEN = 1 << 7;

  /** What was seen of the segments that one side sends (struct ip_ct_tcp_state). */
  static final class Side {
    /** The highest sequence number plus length. */
    int end;

    /** The highest acknowledgement of the other side plus its window. */
    int maxEnd;

    /** The largest window offered; 0 before the first segment. */
    int maxWindow;

    int maxAck;
    int scale;
    int flags;

    void clear() {
      forget();
      flags = 0;
    }

    /** Forgets all but that it is to be judged liberally. */
    void forget() {
      end = 0;
      maxEnd = 0;
      maxWindow = 0;
      maxAck = 0;
      scale = 0;
      flags &= BE_LIBERAL;
    }
  }

  State state = State.NONE;
  final Side original = new Side();
  final Side reply = new Side();

  // The last segment that was accepted or ignored.
  boolean lastReply;
  Kind lastKind = Kind.SYN;
  int lastSequence;
  int lastAck;
  int lastEnd;
  int lastWindow;
  int lastScale;
  int lastFlags;
  int retransmissions;

  /** Whether the connection is over, but for what may still be under way. */
  boolean isClosed() {
    return state == State.TIME_WAIT || state == State.CLOSE;
  }

  Side side(boolean replies) {
    return replies ? reply : original;
  }

  void clear() {
    state = State.NONE;
    original.clear();
    reply.clear();
    lastReply = false;
    lastKind = Kind.NONE;
    lastSequence = 0;
    lastAck = 0;
    lastEnd = 0;
    lastWindow = 0;
    lastScale = 0;
    lastFlags = 0;
    retransmissions = 0;
  }

  @Override
  public String name() {
    return state.name();
  }
}
