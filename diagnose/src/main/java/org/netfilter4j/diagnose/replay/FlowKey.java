package org.netfilter4j.diagnose.replay;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Connection;

/**
 * The two ends and the protocol of a packet, the same for both directions. Mutable, so that one
 * serves as the key of all look-ups; those that stand in a table are copies.
 */
final class FlowKey {
  private Family family = Family.IPV4;
  private int protocol;

  // The lower end first.
  private long lowHigh;
  private long lowLow;
  private int lowPort;
  private long highHigh;
  private long highLow;
  private int highPort;

  /** Of ICMP, the type of the question and the code; else 0. */
  private int message;

  /** Whether the packet that was read last goes from the higher to the lower end. */
  private boolean downward;

  FlowKey() {}

  FlowKey(FlowKey from) {
    family = from.family;
    protocol = from.protocol;
    lowHigh = from.lowHigh;
    lowLow = from.lowLow;
    lowPort = from.lowPort;
    highHigh = from.highHigh;
    highLow = from.highLow;
    highPort = from.highPort;
    message = from.message;
    downward = from.downward;
  }

  boolean isDownward() {
    return downward;
  }

  void read(Packet packet) {
    family = packet.family();
    protocol = packet.protocol();
    message = 0;
    int sourcePort = 0;
    int destinationPort = 0;
    if (packet.has(Field.Header.SOURCE_PORT)) {
      sourcePort = (int) packet.number(Field.Header.SOURCE_PORT);
      destinationPort = (int) packet.number(Field.Header.DESTINATION_PORT);
    } else if (packet.has(Field.Header.ICMP_TYPE)) {
      int type = (int) packet.number(Field.Header.ICMP_TYPE);
      message = question(type) << 8 | (int) packet.number(Field.Header.ICMP_CODE);
      sourcePort = isQuestion(protocol, type) ? packet.icmpId() : 0;
      destinationPort = sourcePort;
    }
    ends(
        packet.high(Field.Header.SOURCE_ADDRESS),
        packet.number(Field.Header.SOURCE_ADDRESS),
        sourcePort,
        packet.high(Field.Header.DESTINATION_ADDRESS),
        packet.number(Field.Header.DESTINATION_ADDRESS),
        destinationPort);
  }

  /** Reads a tuple of a connection, in which ICMP has its id, type and code as ports. */
  void read(Connection.Tuple tuple) {
    family = tuple.source().family();
    protocol = tuple.protocol();
    message = 0;
    int sourcePort = tuple.sourcePort();
    int destinationPort = tuple.destinationPort();
    if (isIcmp(protocol)) {
      message = question(destinationPort >>> 8) << 8 | (destinationPort & 0xff);
      destinationPort = sourcePort;
    }
    ends(
        tuple.source().high(),
        tuple.source().low(),
        sourcePort,
        tuple.destination().high(),
        tuple.destination().low(),
        destinationPort);
  }

  static boolean isIcmp(int protocol) {
    return protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6;
  }

  private void ends(
      long fromHigh, long from, int sourcePort, long toHigh, long to, int destinationPort) {
    int order = Long.compareUnsigned(fromHigh, toHigh);
    order = order != 0 ? order : Long.compareUnsigned(from, to);
    order = order != 0 ? order : sourcePort - destinationPort;
    downward = order > 0;
    lowHigh = downward ? toHigh : fromHigh;
    lowLow = downward ? to : from;
    lowPort = downward ? destinationPort : sourcePort;
    highHigh = downward ? fromHigh : toHigh;
    highLow = downward ? from : to;
    highPort = downward ? sourcePort : destinationPort;
  }

  /** The type of the question that an answer of ICMP belongs to; every other type is its own. */
  private int question(int type) {
    if (protocol == IpProtocol.ICMP) {
      return switch (type) {
        case 0 -> 8;
        case 14, 16, 18 -> type - 1;
        default -> type;
      };
    }
    return type == 129 ? 128 : type;
  }

  /** Whether ICMP messages of that type are questions and answers, which have an id. */
  static boolean isQuestion(int protocol, int type) {
    return protocol == IpProtocol.ICMP
        ? type == 0 || type == 8 || (type >= 13 && type <= 18)
        : type == 128 || type == 129;
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof FlowKey other
        && lowLow == other.lowLow
        && highLow == other.highLow
        && lowPort == other.lowPort
        && highPort == other.highPort
        && protocol == other.protocol
        && message == other.message
        && lowHigh == other.lowHigh
        && highHigh == other.highHigh
        && family == other.family;
  }

  @Override
  public int hashCode() {
    long h = (lowLow ^ Long.rotateLeft(lowHigh, 29)) * 0x9e37_79b9_7f4a_7c15L;
    h = (h ^ h >>> 32 ^ highLow ^ Long.rotateLeft(highHigh, 31)) * 0xbf58_476d_1ce4_e5b9L;
    h ^= h >>> 29 ^ (long) lowPort << 48 ^ (long) highPort << 32 ^ (long) message << 8 ^ protocol;
    return (int) ((h * 0x94d0_49bb_1331_11ebL) >>> 32);
  }
}
