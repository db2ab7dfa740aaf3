package org.netfilter4j.engine.route;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.Packet;

/** What is asked of the routing tables (struct flowi4, flowi6); reused. */
final class Query {
  Family family = Family.IPV4;
  long destinationHigh;
  long destinationLow;
  long sourceHigh;
  long sourceLow;
  int mark;
  int tos;
  int protocol;
  int sourcePort;
  int destinationPort;

  /** Where it came in; the loopback interface for the host's own. */
  @Nullable Link in;

  /** Where it must go out, or null. */
  @Nullable Link out;

  /** Whether only routes over {@link #out} count (IPv6 asks so for scoped addresses). */
  boolean strict;

  /** Whether among routes to one prefix that over {@link #out} counts before a better metric. */
  boolean everyMetric;

  void fill(Packet packet) {
    family = packet.family();
    destinationHigh = packet.high(Field.Header.DESTINATION_ADDRESS);
    destinationLow = packet.number(Field.Header.DESTINATION_ADDRESS);
    sourceHigh = packet.high(Field.Header.SOURCE_ADDRESS);
    sourceLow = packet.number(Field.Header.SOURCE_ADDRESS);
    mark = packet.mark();
    tos = (int) packet.number(Field.Header.TOS) & 0xfc;
    protocol = Math.max(0, packet.protocol());
    sourcePort = (int) packet.number(Field.Header.SOURCE_PORT);
    destinationPort = (int) packet.number(Field.Header.DESTINATION_PORT);
    in = null;
    out = null;
    strict = false;
    everyMetric = false;
  }

  /** Turns it around: the way back, without ports. */
  void reverse(Query of, int newMark) {
    family = of.family;
    destinationHigh = of.sourceHigh;
    destinationLow = of.sourceLow;
    sourceHigh = of.destinationHigh;
    sourceLow = of.destinationLow;
    mark = newMark;
    tos = of.tos;
    protocol = 0;
    sourcePort = 0;
    destinationPort = 0;
    in = null;
    out = null;
    strict = false;
    everyMetric = false;
  }

  /** Spreads flows over equal next hops. */
  int hash() {
    long mixed = destinationHigh * 31 + destinationLow;
    mixed = mixed * 31 + sourceHigh;
    mixed = mixed * 31 + sourceLow;
    mixed *= 0x9e37_79b9_7f4a_7c15L;
    return (int) (mixed >>> 33);
  }
}
