package org.netfilter4j.engine.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.conntrack.TcpState.Kind;
import org.netfilter4j.engine.conntrack.TcpState.Side;
import org.netfilter4j.engine.conntrack.TcpState.State;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;

/**
 * Whether a segment lies within the windows that both sides have offered (tcp_in_window).
 *
 * <p>A segment is valid where (I) its sequence number is not beyond what the receiver's window
 * allows, (II) it ends within the receiver's window of what was seen last, (III) it acknowledges
 * nothing that was not seen, and (IV) its acknowledgement is not older than a window, of at least
 * 66,000 bytes.
 */
final class TcpWindow {
  /** What the window says of a segment. */
  enum Place {
    IN_WINDOW,
    /** Outside, but harmless: it changes nothing. */
    IGNORE,
    INVALID
  }

  private static final int LEAST_ACK_WINDOW = 66000;

  private final Settings settings;
  private final TcpSegment segment;

  TcpWindow(Settings settings, TcpSegment segment) {
    this.settings = settings;
    this.segment = segment;
  }

  private static boolean before(int a, int b) {
    return a - b < 0;
  }

  private static boolean after(int a, int b) {
    return b - a < 0;
  }

  Place place(TcpState tcp, boolean reply, Packet packet) {
    Side sender = tcp.side(reply);
    Side receiver = tcp.side(!reply);
    int sequence = segment.sequence;
    int end = segment.end;
    int ack = segment.ack;
    int sack = (receiver.flags & TcpState.SACK_PERMITTED) != 0 ? segment.selectiveAck(packet) : ack;

    if (sender.maxWindow == 0) {
      if (segment.is(PacketBuilder.SYN)) {
        begin(sender, receiver, reply, packet);
        if (!segment.is(PacketBuilder.ACK)) {
          return Place.IN_WINDOW; // Both sides open at the same time.
        }
      } else {
        joinMidway(sender, receiver, sack);
      }
    } else if (segment.is(PacketBuilder.SYN)
        && after(end, sender.end)
        && (tcp.state == State.SYN_SENT || tcp.state == State.SYN_RECV)) {
      // A restarted TCP uses sequence numbers larger than those it used before.
      begin(sender, receiver, reply, packet);
      if (reply && !segment.is(PacketBuilder.ACK)) {
        return Place.IN_WINDOW;
      }
    }

    boolean acknowledges = segment.is(PacketBuilder.ACK);
    if (!acknowledges || (segment.is(PacketBuilder.RST) && ack == 0)) {
      // Some stacks set ACK in a RST that acknowledges nothing.
      ack = receiver.end;
      sack = ack;
    }
    if (segment.is(PacketBuilder.RST) && sequence == 0 && tcp.state == State.SYN_SENT) {
      sequence = sender.end; // It answers a SYN.
      end = sequence;
    }

    Place outside = outside(sender, receiver, sequence, end, sack);
    if (outside != null) {
      boolean liberal = settings.tcpLiberal || (sender.flags & TcpState.BE_LIBERAL) != 0;
      return liberal ? Place.IN_WINDOW : outside;
    }
    advance(sender, receiver, end, ack, sack);
    if (segment.kind == Kind.ACK) {
      countRetransmissions(tcp, reply, sequence, ack, end);
    }
    return Place.IN_WINDOW;
  }

  /** The first SYN or SYN-ACK of a side. */
  private void begin(Side sender, Side receiver, boolean reply, Packet packet) {
    sender.end = segment.end;
    sender.maxEnd = segment.end;
    sender.maxWindow = Math.max(segment.window, 1);
    segment.options(packet, sender);
    if (reply && (sender.flags & receiver.flags & TcpState.WINDOW_SCALE) == 0) {
      // RFC 7323: windows are scaled only where both sides sent the option.
      sender.scale = 0;
      receiver.scale = 0;
    }
  }

  /** The first segment seen of a side whose SYN was missed. */
  private void joinMidway(Side sender, Side receiver, int sack) {
    sender.end = segment.end;
    int window = segment.window << sender.scale;
    sender.maxWindow = window == 0 ? 1 : window;
    sender.maxEnd = segment.end + sender.maxWindow;
    if (receiver.maxWindow == 0) {
      receiver.end = sack;
      receiver.maxEnd = sack;
    } else if (sack == receiver.end + 1) {
      receiver.end++; // Probably it answers a keep-alive.
    }
  }

  /** Null where the segment keeps all four rules. */
  private static @Nullable Place outside(
      Side sender, Side receiver, int sequence, int end, int sack) {
    int ackWindow =
        Integer.compareUnsigned(sender.maxWindow, LEAST_ACK_WINDOW) > 0
            ? sender.maxWindow
            : LEAST_ACK_WINDOW;
    boolean acksRecent = after(sack, receiver.end - ackWindow - 1);
    boolean acksSeen = before(sack, receiver.end + 1);
    boolean notOld = after(end, sender.end - receiver.maxWindow - 1);
    if (!before(sequence, sender.maxEnd + 1)) {
      int overshot = end - sender.maxEnd + 1;
      if (receiver.maxWindow != 0
          && notOld
          && acksRecent
          && Integer.compareUnsigned(overshot, receiver.maxWindow) <= 0
          && acksSeen) {
        // Some TCPs send more than the window allows. If the rules let it pass and the peer
        // acknowledges it, that acknowledgement must be found valid.
        sender.end = end;
        sender.flags |= TcpState.DATA_UNACKNOWLEDGED;
        return Place.IGNORE;
      }
      return Place.INVALID;
    }
    if (!acksSeen) {
      return Place.INVALID;
    }
    if (receiver.maxWindow != 0 && !notOld) {
      return Place.IGNORE;
    }
    if (!acksRecent) {
      return Place.IGNORE;
    }
    return null;
  }

  private void advance(Side sender, Side receiver, int end, int ack, int sack) {
    int window = segment.window;
    if (!segment.is(PacketBuilder.SYN)) {
      window <<= sender.scale;
    }
    int selective = window + (sack - ack);
    if (Integer.compareUnsigned(sender.maxWindow, selective) < 0) {
      sender.maxWindow = selective;
    }
    if (after(end, sender.end)) {
      sender.end = end;
      sender.flags |= TcpState.DATA_UNACKNOWLEDGED;
    }
    if (segment.is(PacketBuilder.ACK)
        && ((sender.flags & TcpState.MAX_ACK_SET) == 0 || after(ack, sender.maxAck))) {
      sender.maxAck = ack;
      sender.flags |= TcpState.MAX_ACK_SET;
    }
    if (receiver.maxWindow != 0 && after(end, sender.maxEnd)) {
      receiver.maxWindow += end - sender.maxEnd;
    }
    if (after(sack + window, receiver.maxEnd - 1)) {
      receiver.maxEnd = sack + window + (window == 0 ? 1 : 0);
    }
    if (ack == receiver.end) {
      receiver.flags &= ~TcpState.DATA_UNACKNOWLEDGED;
    }
  }

  private void countRetransmissions(TcpState tcp, boolean reply, int sequence, int ack, int end) {
    if (tcp.lastReply == reply
        && tcp.lastSequence == sequence
        && tcp.lastAck == ack
        && tcp.lastEnd == end
        && tcp.lastWindow == segment.window) {
      tcp.retransmissions++;
      return;
    }
    tcp.lastReply = reply;
    tcp.lastSequence = sequence;
    tcp.lastAck = ack;
    tcp.lastEnd = end;
    tcp.lastWindow = segment.window;
    tcp.retransmissions = 0;
  }
}
