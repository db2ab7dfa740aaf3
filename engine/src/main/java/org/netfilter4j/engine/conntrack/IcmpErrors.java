package org.netfilter4j.engine.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context;

/**
 * ICMP messages that are about another packet belong to that packet's connection, as RELATED
 * (nf_conntrack_icmpv4_error, nf_conntrack_icmpv6_error).
 */
final class IcmpErrors {
  private static final int NEWEST_ICMP_TYPE = 18;
  private static final int REDIRECT = 137;
  private static final int REDIRECTED_HEADER = 4;

  private final Settings settings;
  private final EntryTable table;
  private final Packet quoted = new Packet();
  private final FlowTuple key = new FlowTuple();
  private final FlowTuple inverse = new FlowTuple();

  /** What was made of a message. */
  enum Outcome {
    /** The packet has its connection, or can have none. */
    DONE,
    /** It is to be looked up by its own tuple. */
    NO_ERROR
  }

  IcmpErrors(Settings settings, EntryTable table) {
    this.settings = settings;
    this.table = table;
  }

  Outcome handle(
      Packet packet, Hook hook, long now, Tracking tracking, Context.@Nullable Template template) {
    if (!packet.isIcmp()) {
      return Outcome.NO_ERROR; // The other family's ICMP by number.
    }
    if (settings.checksum && hook == Hook.PREROUTING && !Checksums.transportValid(packet)) {
      return Outcome.DONE;
    }
    int type = packet.byteAt(packet.transportOffset());
    if (packet.family() == Family.IPV4) {
      if (type > NEWEST_ICMP_TYPE) {
        return Outcome.DONE;
      }
    } else {
      if (isNeighbourDiscovery(type)) {
        tracking.state = Tracking.UNTRACKED;
        return Outcome.DONE;
      }
      if (type == REDIRECT) {
        return redirect(packet, now, tracking, template);
      }
    }
    if (!packet.isIcmpError()) {
      return Outcome.NO_ERROR;
    }
    if (packet.embedded(quoted)) {
      relate(packet, now, tracking, template);
    }
    return Outcome.DONE;
  }

  /** Multicast listeners, routers and neighbours: messages of a link, not of table. */
  private static boolean isNeighbourDiscovery(int type) {
    return (type >= 130 && type <= 136) || type == 143;
  }

  /** ICMPv6's redirect quotes the packet in an option (RFC 4861 4.5). */
  private Outcome redirect(
      Packet packet, long now, Tracking tracking, Context.@Nullable Template template) {
    int at = packet.transportOffset();
    if (!packet.hasTransportBytes(40)) {
      return Outcome.DONE;
    }
    if (packet.byteAt(at + 1) != 0) {
      return Outcome.NO_ERROR;
    }
    boolean linkLocal = packet.high(Field.Header.SOURCE_ADDRESS) >>> 54 == 0xfe80 >>> 6;
    if (packet.number(Field.Header.TTL) != 255 || !linkLocal || !packet.hasTransportBytes(42)) {
      return Outcome.DONE;
    }
    if (packet.byteAt(at + 41) == 0) {
      return Outcome.DONE;
    }
    if (packet.byteAt(at + 40) != REDIRECTED_HEADER) {
      return Outcome.NO_ERROR;
    }
    int start = at + 48;
    int length = packet.length() - start;
    if (length > 0
        && quoted.wrap(packet.buffer(), packet.offset() + start, length, 0x10000 + 40) == null) {
      relate(packet, now, tracking, template);
    }
    return Outcome.DONE;
  }

  /** Finds the connection of the packet in {@link #quoted}; what is quoted went the other way. */
  private void relate(
      Packet packet, long now, Tracking tracking, Context.@Nullable Template template) {
    if (quoted.family() != packet.family() || !Tuples.read(quoted, key) || !inverse.invert(key)) {
      return;
    }
    FlowTuple found =
        table.find(
            inverse, Connections.zone(packet, template), Connections.direction(template), now);
    if (found == null || found.owner == null) {
      return;
    }
    // Whoever sends the error must send it to the one whose packet it quotes.
    if (packet.number(Field.Header.DESTINATION_ADDRESS) == found.destinationLow
        && packet.high(Field.Header.DESTINATION_ADDRESS) == found.destinationHigh) {
      tracking.assign(found.owner, Tracking.RELATED, found.replies);
    }
  }
}
