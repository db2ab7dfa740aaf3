package org.netfilter4j.engine.conntrack;

import org.netfilter4j.engine.conntrack.SctpState.State;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.Packet;

/** SCTP associations, as nf_conntrack_proto_sctp.c tracks them (RFC 9260). */
final class Sctp implements Protocol {
  static final int DATA = 0;
  static final int INIT = 1;
  static final int INIT_ACK = 2;
  static final int HEARTBEAT = 4;
  static final int HEARTBEAT_ACK = 5;
  static final int ABORT = 6;
  static final int SHUTDOWN = 7;
  static final int SHUTDOWN_ACK = 8;
  static final int ERROR = 9;
  static final int COOKIE_ECHO = 10;
  static final int COOKIE_ACK = 11;
  static final int SHUTDOWN_COMPLETE = 14;

  private static final int HEADER = 12;

  /** INIT and INIT ACK have 16 bytes after the chunk header, the tag first. */
  private static final int INIT_BODY = 16;

  private final Settings settings;

  /** The types below 64 of the packet's chunks, as bits. */
  private long types;

  /** Whether the packet is valid but does not keep the entry alive. */
  private boolean ignored;

  Sctp(Settings settings) {
    this.settings = settings;
  }

  @Override
  public Judgement judge(
      ConnectionEntry entry, Packet packet, Tracking tracking, Hook hook, long now) {
    if (!packet.hasTransportBytes(HEADER)) {
      return Judgement.INVALID;
    }
    if (settings.checksum && hook == Hook.PREROUTING && !Checksums.transportValid(packet)) {
      return Judgement.INVALID;
    }
    if (!wellFormed(packet)) {
      return Judgement.INVALID;
    }
    SctpState sctp = (SctpState) entry.protocolState;
    if (sctp == null) {
      sctp = new SctpState();
      entry.protocolState = sctp;
    }
    if (!entry.isConfirmed()
        && (has(ABORT) || has(SHUTDOWN_COMPLETE) || has(COOKIE_ACK) || !begin(sctp, packet))) {
      return Judgement.INVALID; // Out of the blue, RFC 9260 8.4.
    }
    int direction = tracking.reply ? 1 : 0;
    if (!checkedLater() && tag(packet) != sctp.tag[direction]) {
      return Judgement.INVALID;
    }
    ignored = false;
    for (int at = first(packet); isChunk(packet, at); at = next(packet, at)) {
      if (!chunk(entry, sctp, packet, at, direction)) {
        return Judgement.INVALID;
      }
    }
    if (!ignored) {
      entry.refresh(packet, tracking.reply, now, settings.sctp(sctp.state));
    }
    return Judgement.VALID;
  }

  private static int first(Packet packet) {
    return packet.transportOffset() + HEADER;
  }

  private static boolean isChunk(Packet packet, int at) {
    return at + 4 <= packet.length();
  }

  private static int next(Packet packet, int at) {
    return at + ((packet.shortAt(at + 2) + 3) & ~3);
  }

  private static int tag(Packet packet) {
    return (int) packet.intAt(packet.transportOffset() + 4);
  }

  private boolean has(int type) {
    return (types & 1L << type) != 0;
  }

  /** Whether the tag depends on the chunk (RFC 9260 8.5.1). */
  private boolean checkedLater() {
    return has(INIT)
        || has(SHUTDOWN_COMPLETE)
        || has(COOKIE_ECHO)
        || has(ABORT)
        || has(SHUTDOWN_ACK)
        || has(HEARTBEAT)
        || has(HEARTBEAT_ACK);
  }

  /**
   * Notes the types; false where INIT, INIT ACK or SHUTDOWN COMPLETE is not alone, a cookie is not
   * first, a chunk says it has no length, or there is none (do_basic_checks).
   */
  private boolean wellFormed(Packet packet) {
    types = 0;
    boolean alone = false;
    int count = 0;
    for (int at = first(packet); isChunk(packet, at); at = next(packet, at)) {
      int type = packet.byteAt(at);
      alone |= type == INIT || type == INIT_ACK || type == SHUTDOWN_COMPLETE;
      boolean first = alone || type == COOKIE_ACK || type == COOKIE_ECHO;
      if ((first && count != 0) || packet.shortAt(at + 2) == 0) {
        return false;
      }
      if (type < 64) {
        types |= 1L << type;
      }
      count++;
    }
    return count != 0;
  }

  private boolean begin(SctpState sctp, Packet packet) {
    sctp.clear();
    for (int at = first(packet); isChunk(packet, at); at = next(packet, at)) {
      int type = packet.byteAt(at);
      State state = SctpTransitions.next(false, State.NONE, type);
      if (state == null || state == State.NONE) {
        return false;
      }
      switch (type) {
        case INIT -> {
          if (tag(packet) != 0 || !hasInit(packet, at)) {
            return false;
          }
          sctp.tag[1] = (int) packet.intAt(at + 4);
        }
        case HEARTBEAT -> sctp.tag[0] = tag(packet);
        case SHUTDOWN_ACK -> sctp.tag[1] = tag(packet);
        default -> {}
      }
    }
    return true;
  }

  private static boolean hasInit(Packet packet, int at) {
    return at + 4 + INIT_BODY <= packet.length();
  }

  /** One chunk; false where it is invalid. */
  private boolean chunk(
      ConnectionEntry entry, SctpState sctp, Packet packet, int at, int direction) {
    int type = packet.byteAt(at);
    int other = 1 - direction;
    int tag = tag(packet);
    switch (type) {
      case INIT -> {
        if (tag != 0) {
          return false;
        }
      }
      case ABORT, SHUTDOWN_COMPLETE -> {
        boolean reflected = (packet.byteAt(at + 1) & 1) != 0;
        if (tag != sctp.tag[reflected ? other : direction]) {
          return false;
        }
      }
      case COOKIE_ECHO -> {
        if (tag != sctp.tag[direction]) {
          return false;
        }
      }
      case COOKIE_ACK -> {
        sctp.init[0] = false;
        sctp.init[1] = false;
      }
      case HEARTBEAT, HEARTBEAT_ACK -> {
        if (sctp.tag[direction] == 0) {
          sctp.tag[direction] = tag;
        } else if (tag != sctp.tag[direction]) {
          if (has(DATA) || ignored) {
            return false;
          }
          if (type == HEARTBEAT) {
            sctp.heartbeatTagFailed = true;
            sctp.lastDirection = direction;
            ignored = true;
            return true;
          }
          if (!sctp.heartbeatTagFailed || sctp.lastDirection == direction) {
            return false;
          }
          sctp.heartbeatTagFailed = false;
          sctp.tag[direction] = tag;
          sctp.tag[other] = 0;
        } else {
          sctp.heartbeatTagFailed = false;
        }
      }
      default -> {}
    }
    State old = sctp.state;
    State state = SctpTransitions.next(direction == 1, old, type);
    if (state == null) {
      return false;
    }
    if (type == INIT || type == INIT_ACK) {
      if (!hasInit(packet, at) || !handshake(entry, sctp, packet, at, direction, state)) {
        return false;
      }
    }
    sctp.state = state;
    if (old != state && state == State.ESTABLISHED) {
      entry.addStatus(FlowStatus.ASSURED);
    }
    return true;
  }

  private boolean handshake(
      ConnectionEntry entry, SctpState sctp, Packet packet, int at, int direction, State state) {
    int other = 1 - direction;
    int initTag = (int) packet.intAt(at + 4);
    if (packet.byteAt(at) == INIT) {
      // One that says what is known is stale or repeated, and opens nothing.
      if (sctp.state == State.NONE || sctp.tag[other] != initTag) {
        if (sctp.init[direction] && sctp.init[other]) {
          sctp.init[other] = false;
        }
        sctp.init[direction] = true;
      }
      sctp.tag[other] = initTag;
      // A retransmitted INIT does not keep the entry alive.
      ignored |= state == State.CLOSED && sctp.state == State.CLOSED && entry.isConfirmed();
      return true;
    }
    int known = sctp.tag[other];
    if (!sctp.init[other] && known != 0 && known != initTag) {
      return false;
    }
    if (sctp.init[direction] && sctp.init[other] && known != initTag) {
      return false; // Both sides began, and this answers neither.
    }
    sctp.tag[other] = initTag;
    return true;
  }
}
