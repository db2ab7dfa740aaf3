package org.netfilter4j.engine.conntrack;

import org.netfilter4j.engine.conntrack.TcpState.Kind;
import org.netfilter4j.engine.conntrack.TcpState.Side;
import org.netfilter4j.engine.conntrack.TcpState.State;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.Packet;

/** TCP connections, as nf_conntrack_proto_tcp.c tracks them. */
final class Tcp implements Protocol {
  private static final long TWO_MINUTES = 120_000_000_000L;

  private final Settings settings;
  private final EntryTable table;
  private final TcpSegment segment = new TcpSegment();
  private final TcpWindow window;

  /** A place to read options of a SYN into that is only noted. */
  private final Side seen = new Side();

  // What transition() found.
  private State next = State.NONE;
  private boolean resynchronized;

  /** How a segment goes on after the state machine has seen it. */
  private enum Step {
    CHECK_WINDOW,
    /** It is valid whatever the window says. */
    IN_WINDOW,
    /** It is let pass and changes nothing. */
    IGNORE,
    INVALID,
    AGAIN
  }

  Tcp(Settings settings, EntryTable table) {
    this.settings = settings;
    this.table = table;
    window = new TcpWindow(settings, segment);
  }

  @Override
  public Judgement judge(
      ConnectionEntry entry, Packet packet, Tracking tracking, Hook hook, long now) {
    if (!packet.hasTransportBytes(20) || !segment.read(packet)) {
      return Judgement.INVALID;
    }
    if (settings.checksum && hook == Hook.PREROUTING && !Checksums.transportValid(packet)) {
      return Judgement.INVALID;
    }
    TcpState tcp = (TcpState) entry.protocolState;
    if (tcp == null) {
      tcp = new TcpState();
      entry.protocolState = tcp;
    }
    if (!entry.isConfirmed() && !begin(tcp, packet)) {
      return Judgement.INVALID;
    }
    boolean reply = tracking.reply;
    State old = tcp.state;
    resynchronized = false;
    Step step = transition(entry, tcp, packet, reply);
    if (step == Step.CHECK_WINDOW) {
      step =
          switch (window.place(tcp, reply, packet)) {
            case IN_WINDOW -> Step.IN_WINDOW;
            case IGNORE -> Step.IGNORE;
            case INVALID -> {
              shortenWhereClosed(entry, tcp, reply, now);
              yield Step.INVALID;
            }
          };
    }
    return switch (step) {
      case CHECK_WINDOW -> throw new AssertionError(step);
      case IGNORE -> Judgement.VALID;
      case INVALID -> Judgement.INVALID;
      case AGAIN -> {
        table.delete(entry);
        yield Judgement.AGAIN;
      }
      case IN_WINDOW -> {
        accept(entry, tcp, packet, old, reply, now);
        yield Judgement.VALID;
      }
    };
  }

  /** The first segment of a connection (tcp_new). */
  private boolean begin(TcpState tcp, Packet packet) {
    State first = TcpTransitions.next(false, segment.kind, State.NONE);
    if (first == null) {
      return false;
    }
    boolean syn = first == State.SYN_SENT;
    if (!syn && !settings.tcpLoose) {
      return false;
    }
    tcp.clear();
    Side side = tcp.original;
    side.end = segment.end;
    side.maxWindow = Math.max(segment.window, 1);
    side.maxEnd = syn ? side.end : side.end + side.maxWindow;
    if (syn) {
      segment.options(packet, side);
    } else {
      // In the middle of a connection: SACK is taken for permitted, and the window scale is
      // unknown.
      side.flags = TcpState.SACK_PERMITTED | TcpState.BE_LIBERAL;
      tcp.reply.flags = side.flags;
    }
    tcp.lastKind = Kind.NONE;
    return true;
  }

  /** Finds the next state, before the window is looked at; leaves it in {@link #next}. */
  private Step transition(ConnectionEntry entry, TcpState tcp, Packet packet, boolean reply) {
    State old = tcp.state;
    State following = TcpTransitions.next(reply, segment.kind, old);
    if (following == null) {
      return TcpTransitions.isIgnored(reply, segment.kind, old)
          ? ignored(tcp, packet, reply)
          : Step.INVALID;
    }
    next = following;
    switch (following) {
      case SYN_SENT -> {
        if (old.compareTo(State.TIME_WAIT) < 0) {
          return Step.CHECK_WINDOW;
        }
        // RFC 1122: a SYN may reopen a connection in TIME-WAIT. One that was closed, or that the
        // client aborted, makes room for another.
        boolean closed = ((tcp.original.flags | tcp.reply.flags) & TcpState.CLOSE_INIT) != 0;
        boolean aborted = tcp.lastReply == reply && tcp.lastKind == Kind.RST;
        return closed || aborted ? Step.AGAIN : ignored(tcp, packet, reply);
      }
      case TIME_WAIT -> {
        if (old == State.LAST_ACK
            && segment.kind == Kind.ACK
            && tcp.lastReply != reply
            && tcp.lastKind == Kind.SYN
            && (tcp.lastFlags & TcpState.CHALLENGE_ACK_EXPECTED) != 0) {
          // RFC 5961: it answers a spurious SYN, and does not acknowledge the last FIN.
          tcp.lastFlags &= ~TcpState.CHALLENGE_ACK_EXPECTED;
          return Step.IGNORE;
        }
      }
      case SYN_SENT2 -> tcp.lastFlags |= TcpState.SIMULTANEOUS_OPEN;
      case SYN_RECV -> {
        if (reply
            && segment.kind == Kind.ACK
            && (tcp.lastFlags & TcpState.SIMULTANEOUS_OPEN) != 0) {
          next = State.ESTABLISHED;
        }
      }
      case CLOSE -> {
        if (segment.kind == Kind.RST) {
          return reset(entry, tcp, reply);
        }
      }
      case NONE, ESTABLISHED, FIN_WAIT, CLOSE_WAIT, LAST_ACK -> {}
    }
    return Step.CHECK_WINDOW;
  }

  /**
   * A segment that would only be valid if what was seen here is not what the two sides have seen.
   * It is noted, and let pass: the answer will tell.
   */
  private Step ignored(TcpState tcp, Packet packet, boolean reply) {
    if (segment.kind == Kind.SYN_ACK
        && tcp.lastKind == Kind.SYN
        && tcp.lastReply != reply
        && segment.ack == tcp.lastEnd) {
      // It acknowledges a SYN that was ignored: both sides agree, and from now on so do we.
      Side opener = tcp.side(tcp.lastReply);
      opener.end = tcp.lastEnd;
      opener.maxEnd = tcp.lastEnd;
      opener.maxWindow = Math.max(tcp.lastWindow, 1);
      opener.scale = tcp.lastScale;
      tcp.lastFlags &= ~TcpState.CHALLENGE_ACK_EXPECTED;
      opener.flags = tcp.lastFlags;
      tcp.side(reply).forget();
      next = State.SYN_RECV;
      resynchronized = true;
      return Step.CHECK_WINDOW;
    }
    tcp.lastKind = segment.kind;
    tcp.lastReply = reply;
    tcp.lastSequence = segment.sequence;
    tcp.lastEnd = segment.end;
    tcp.lastWindow = segment.window;
    if (segment.kind == Kind.SYN && !reply) {
      seen.clear();
      segment.options(packet, seen);
      tcp.lastFlags = seen.flags & (TcpState.WINDOW_SCALE | TcpState.SACK_PERMITTED);
      tcp.lastScale = seen.scale;
      if (tcp.state == State.LAST_ACK) {
        tcp.lastFlags |= TcpState.CHALLENGE_ACK_EXPECTED;
      }
    }
    if (tcp.state == State.SYN_SENT && segment.kind == Kind.ACK && reply) {
      tcp.lastAck = segment.ack; // Possibly a challenge that the SYN provoked.
    }
    return Step.IGNORE;
  }

  /** A RST: is it from somebody who knows the sequence numbers? (RFC 5961) */
  private Step reset(ConnectionEntry entry, TcpState tcp, boolean reply) {
    State old = tcp.state;
    if (old.closing()) {
      return Step.IN_WINDOW; // The ports may be in use again; what is known here is outdated.
    }
    Side peer = tcp.side(!reply);
    if ((peer.flags & TcpState.MAX_ACK_SET) != 0 && tcp.lastKind != Kind.SYN) {
      boolean established = old == State.ESTABLISHED && entry.has(FlowStatus.ASSURED);
      if (segment.sequence == 0 && !established) {
        return Step.CHECK_WINDOW; // Most likely it answers a SYN that was ignored.
      }
      if (segment.sequence - peer.maxAck < 0 && !settings.tcpIgnoreInvalidReset) {
        return Step.INVALID;
      }
      if (!established || segment.sequence == peer.maxAck) {
        return Step.CHECK_WINDOW;
      }
      if (tcp.lastKind == Kind.ACK && tcp.lastReply == reply && segment.sequence == tcp.lastEnd) {
        return Step.CHECK_WINDOW; // It follows directly upon the sender's last data.
      }
      next = old; // Not exactly the number expected: wait for a challenge ACK.
    }
    boolean answersIgnored =
        (entry.has(FlowStatus.SEEN_REPLY) && tcp.lastKind == Kind.SYN && tcp.lastReply != reply)
            || (!entry.has(FlowStatus.ASSURED) && tcp.lastKind == Kind.ACK);
    if (answersIgnored && segment.ack == tcp.lastEnd) {
      return Step.IN_WINDOW;
    }
    boolean answersChallenge =
        old == State.SYN_SENT
            && tcp.lastKind == Kind.ACK
            && tcp.lastReply
            && segment.sequence == tcp.lastAck;
    return answersChallenge ? Step.IN_WINDOW : Step.CHECK_WINDOW;
  }

  /** A segment that is in the window. */
  private void accept(
      ConnectionEntry entry, TcpState tcp, Packet packet, State from, boolean reply, long now) {
    State old = resynchronized ? State.SYN_SENT : from;
    tcp.lastKind = segment.kind;
    tcp.lastReply = reply;
    tcp.state = next;
    if (next != old && next == State.FIN_WAIT) {
      tcp.side(reply).flags |= TcpState.CLOSE_INIT;
    }
    long timeout = timeout(tcp);
    if (!entry.has(FlowStatus.SEEN_REPLY)) {
      if (segment.kind == Kind.RST) {
        // Refused: there was no connection.
        entry.count(packet, reply);
        table.delete(entry);
        return;
      }
      if (segment.kind == Kind.SYN && old == State.SYN_SENT) {
        return; // A retransmitted SYN does not keep the entry alive.
      }
      if (next == State.ESTABLISHED && timeout > settings.tcpUnacknowledged) {
        timeout = settings.tcpUnacknowledged;
      }
    } else if (!entry.has(FlowStatus.ASSURED)
        && (old == State.SYN_RECV || old == State.ESTABLISHED)
        && next == State.ESTABLISHED) {
      entry.addStatus(FlowStatus.ASSURED);
    }
    entry.refresh(packet, reply, now, timeout);
  }

  private long timeout(TcpState tcp) {
    long usual = settings.tcp(tcp.state);
    if (tcp.retransmissions >= settings.tcpMaxRetransmissions
        && usual > settings.tcpRetransmitted) {
      return settings.tcpRetransmitted;
    }
    if (segment.kind == Kind.RST) {
      return settings.tcp(State.CLOSE);
    }
    if (((tcp.original.flags | tcp.reply.flags) & TcpState.DATA_UNACKNOWLEDGED) != 0
        && usual > settings.tcpUnacknowledged) {
      return settings.tcpUnacknowledged;
    }
    if (tcp.lastWindow == 0 && usual > settings.tcpRetransmitted) {
      return settings.tcpRetransmitted;
    }
    return usual;
  }

  /**
   * An established connection of which both sides' FIN or RST were out of the window is probably
   * over; it shall not live for days (nf_tcp_handle_invalid).
   */
  private void shortenWhereClosed(ConnectionEntry entry, TcpState tcp, boolean reply, long now) {
    if (!entry.has(FlowStatus.ASSURED) || entry.has(FlowStatus.FIXED_TIMEOUT)) {
      return;
    }
    if (segment.kind != Kind.RST && segment.kind != Kind.FIN) {
      return;
    }
    if (tcp.lastReply == reply || (tcp.lastKind != Kind.FIN && tcp.lastKind != Kind.RST)) {
      tcp.lastKind = segment.kind;
      tcp.lastReply = reply;
      return;
    }
    long left = entry.expires() - now;
    if (left >= TWO_MINUTES && left > settings.tcpUnacknowledged) {
      entry.setExpires(now + settings.tcpUnacknowledged);
    }
  }

  /** A RST is sent on the host's own account: the connection is over (set_closing). */
  void close(ConnectionEntry entry, long now) {
    if (entry.isConfirmed() && entry.protocolState instanceof TcpState tcp) {
      State old = tcp.state;
      tcp.state = State.CLOSE;
      if (old != State.CLOSE) {
        entry.refresh(now, settings.tcp(State.CLOSE));
      }
    }
  }
}
