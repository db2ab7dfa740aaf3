package org.netfilter4j.engine.conntrack;

import org.netfilter4j.engine.conntrack.TcpState.Kind;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;

/** The fields of a TCP header, read once per packet into one reused instance. */
final class TcpSegment {
  private static final int END_OF_OPTIONS = 0;
  private static final int NO_OPERATION = 1;
  private static final int WINDOW_SCALE = 3;
  private static final int SACK_PERMITTED = 4;
  private static final int SACK = 5;
  private static final int TIMESTAMPS = 8;
  private static final int LARGEST_SCALE = 14;

  int sequence;
  int ack;
  int window;
  int flags;

  /** The sequence number after the segment, SYN and FIN counted. */
  int end;

  Kind kind = Kind.NONE;
  private int optionsStart;
  private int optionsEnd;

  /**
   * Reads a header of which the first 20 bytes are there.
   *
   * @return false where the header is damaged or its flags make no sense (tcp_error)
   */
  boolean read(Packet packet) {
    int at = packet.transportOffset();
    // In a packet of which a capture kept the beginning, what counts is the length on the wire.
    int length = packet.totalLength() - at;
    int header = packet.tcpHeaderLength();
    if (header < 20 || length < header) {
      return false;
    }
    sequence = (int) packet.intAt(at + 4);
    ack = (int) packet.intAt(at + 8);
    flags = packet.byteAt(at + 13);
    window = packet.shortAt(at + 14);
    end =
        sequence
            + length
            - header
            + (is(PacketBuilder.SYN) ? 1 : 0)
            + (is(PacketBuilder.FIN) ? 1 : 0);
    kind = kind(flags);
    optionsStart = at + 20;
    optionsEnd = packet.hasTransportBytes(header) ? at + header : optionsStart;
    return sensible(flags & ~(PacketBuilder.ECE | PacketBuilder.CWR | PacketBuilder.PSH));
  }

  boolean is(int flag) {
    return (flags & flag) != 0;
  }

  private static Kind kind(int flags) {
    if ((flags & PacketBuilder.RST) != 0) {
      return Kind.RST;
    }
    if ((flags & PacketBuilder.SYN) != 0) {
      return (flags & PacketBuilder.ACK) != 0 ? Kind.SYN_ACK : Kind.SYN;
    }
    if ((flags & PacketBuilder.FIN) != 0) {
      return Kind.FIN;
    }
    return (flags & PacketBuilder.ACK) != 0 ? Kind.ACK : Kind.NONE;
  }

  private static boolean sensible(int flags) {
    return switch (flags) {
      case PacketBuilder.SYN,
          PacketBuilder.SYN | PacketBuilder.URG,
          PacketBuilder.SYN | PacketBuilder.ACK,
          PacketBuilder.RST,
          PacketBuilder.RST | PacketBuilder.ACK,
          PacketBuilder.FIN | PacketBuilder.ACK,
          PacketBuilder.FIN | PacketBuilder.ACK | PacketBuilder.URG,
          PacketBuilder.ACK,
          PacketBuilder.ACK | PacketBuilder.URG ->
          true;
      default -> false;
    };
  }

  /** Takes window scale and "SACK permitted" from a SYN's options; without options, nothing. */
  void options(Packet packet, TcpState.Side side) {
    if (optionsStart == optionsEnd) {
      return;
    }
    side.scale = 0;
    side.flags &= TcpState.BE_LIBERAL;
    for (int at = optionsStart; at < optionsEnd; ) {
      int kind = packet.byteAt(at);
      int length = length(packet, at);
      if (length == 0) {
        return;
      }
      if (kind == SACK_PERMITTED && length == 2) {
        side.flags |= TcpState.SACK_PERMITTED;
      } else if (kind == WINDOW_SCALE && length == 3) {
        side.scale = Math.min(packet.byteAt(at + 2), LARGEST_SCALE);
        side.flags |= TcpState.WINDOW_SCALE;
      }
      at += length;
    }
  }

  /** The highest right edge of the SACK blocks, if that is after the acknowledgement. */
  int selectiveAck(Packet packet) {
    int highest = ack;
    if (optionsStart == optionsEnd || onlyTimestamps(packet)) {
      return highest;
    }
    for (int at = optionsStart; at < optionsEnd; ) {
      int length = length(packet, at);
      if (length == 0) {
        return highest;
      }
      if (packet.byteAt(at) == SACK && length >= 10 && (length - 2) % 8 == 0) {
        for (int block = at + 2; block < at + length; block += 8) {
          int edge = (int) packet.intAt(block + 4);
          if (edge - highest > 0) {
            highest = edge;
          }
        }
        return highest;
      }
      at += length;
    }
    return highest;
  }

  private boolean onlyTimestamps(Packet packet) {
    return optionsEnd - optionsStart == 12
        && packet.intAt(optionsStart)
            == ((long) NO_OPERATION << 24 | NO_OPERATION << 16 | TIMESTAMPS << 8 | 10);
  }

  /** The length of the option there; 0 where the list ends or is damaged. */
  private int length(Packet packet, int at) {
    int kind = packet.byteAt(at);
    if (kind == END_OF_OPTIONS) {
      return 0;
    }
    if (kind == NO_OPERATION) {
      return 1;
    }
    if (at + 2 > optionsEnd) {
      return 0;
    }
    int length = packet.byteAt(at + 1);
    return length < 2 || at + length > optionsEnd ? 0 : length;
  }
}
