package org.netfilter4j.engine.nat;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.conntrack.ConnectionEntry;
import org.netfilter4j.engine.conntrack.Connections;
import org.netfilter4j.engine.conntrack.FlowTuple;
import org.netfilter4j.engine.conntrack.Tuples;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context.Translation.Side;

/**
 * What a packet that was seen leaving the host carried before its connection translated it, which
 * is what the hooks must be given to make it leave like that. Connections of zone 0 only: a packet
 * does not tell its zone.
 */
public final class Departures {
  private final Connections connections;
  private final FlowTuple key = new FlowTuple();
  private final FlowTuple before = new FlowTuple();
  private final Packet quoted = new Packet();

  public Departures(Connections connections) {
    this.connections = connections;
  }

  /**
   * Takes the translation back.
   *
   * @param packet as it left; rewritten
   * @param now nanoseconds since 1970
   * @return whether it belongs to a connection that is known; if not, nothing is changed
   */
  public boolean restore(Packet packet, long now) {
    if (packet.isIcmpError()) {
      return packet.embedded(quoted) && restoreError(packet, now);
    }
    // What leaves in one direction is the inverse of what comes in the other.
    if (!Tuples.read(packet, before) || !key.invert(before)) {
      return false;
    }
    FlowTuple found = connections.alive(key, 0, now);
    ConnectionEntry entry = found == null ? null : found.connection();
    return found != null && entry != null && write(packet, null, entry.tuple(!found.isOfReplies()));
  }

  /** The error quotes what its receiver had sent; the host has seen that translated. */
  private boolean restoreError(Packet error, long now) {
    if (!Tuples.read(quoted, key)) {
      return false;
    }
    FlowTuple found = connections.alive(key, 0, now);
    ConnectionEntry entry = found == null ? null : found.connection();
    if (found == null || entry == null) {
      return false;
    }
    before.invert(entry.tuple(!found.isOfReplies()));
    // It may also come from a router on the way, whose address is nobody's translation.
    boolean fromTheAddressed = error.source().equals(key.destination());
    if (!write(quoted, error, before)) {
      return false;
    }
    error.setDestination(before.sourceHigh, before.sourceLow);
    if (fromTheAddressed) {
      error.setSource(before.destinationHigh, before.destinationLow);
    }
    return true;
  }

  private static boolean write(Packet packet, @Nullable Packet around, FlowTuple to) {
    return Manipulation.write(packet, around, to, Side.SOURCE)
        && Manipulation.write(packet, around, to, Side.DESTINATION);
  }
}
