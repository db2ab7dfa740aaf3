package org.netfilter4j.diagnose.trace;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.TraceEvent.Endpoints;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.watch.TracedConnection;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;

/**
 * A packet as it was seen somewhere on its way.
 *
 * @param bytes its headers, from the network header on; what it carries may be cut off
 * @param in the interface that it came by, "" for none
 * @param out the interface that it leaves by, "" for none or not known yet
 * @param mac its source MAC address, 48 bits; -1 where that is not told
 * @param connection what the kernel tells of its connection; null where it tells nothing
 */
record Sighting(
    Family family,
    byte[] bytes,
    String in,
    String out,
    long mark,
    long mac,
    @Nullable TracedConnection connection) {

  /** The packet; null where it can't be read. */
  @Nullable Packet packet() {
    if (bytes.length < 20) {
      return null;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int length =
        family == Family.IPV4 ? buffer.getShort(2) & 0xffff : 40 + (buffer.getShort(4) & 0xffff);
    Packet packet = new Packet();
    byte[] copy = bytes.clone();
    return packet.wrap(copy, 0, copy.length, Math.max(length, copy.length)) == null ? packet : null;
  }

  @Nullable Endpoints endpoints() {
    Packet packet = packet();
    if (packet == null) {
      return null;
    }
    boolean ports = packet.has(Field.Header.DESTINATION_PORT);
    return new Endpoints(
        packet.source(),
        ports ? (int) packet.number(Field.Header.SOURCE_PORT) : 0,
        packet.destination(),
        ports ? (int) packet.number(Field.Header.DESTINATION_PORT) : 0);
  }

  /**
   * What stays the same of a packet whatever is done to it on its way, so that it is known again:
   * not its addresses, ports, TTL and checksums.
   */
  String fingerprint() {
    Packet packet = packet();
    if (packet == null) {
      return Arrays.toString(bytes);
    }
    StringBuilder print = new StringBuilder();
    print.append(packet.protocol()).append(' ').append(packet.totalLength());
    if (family == Family.IPV4) {
      // The identification, and where in the whole the fragment belongs.
      print.append(' ').append(packet.shortAt(4)).append(' ').append(packet.fragmentOffset());
    }
    int transport = packet.transportOffset();
    int from = packet.protocol() == IpProtocol.TCP ? 4 : packet.isIcmp() ? 6 : 8;
    int to = packet.protocol() == IpProtocol.TCP ? 14 : packet.isIcmp() ? 8 : 16;
    for (int at = from; at < to && transport + at < bytes.length; at++) {
      print.append(' ').append(bytes[transport + at]);
    }
    return print.toString();
  }

  @Override
  public byte[] bytes() {
    return bytes.clone();
  }
}
