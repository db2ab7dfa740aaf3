package org.netfilter4j.engine.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.lower.Connection;

/**
 * The addresses, ports and protocol that packets of one direction carry, with the zone they count
 * in (struct nf_conntrack_tuple). Mutable: one instance serves as the key of all lookups, and each
 * connection owns two.
 *
 * <p>Addresses are halves as in {@link Address}. For ICMP the source port is the id, and the
 * destination port is type × 256 + code; for GRE the ports are keys; for protocols without ports
 * both are 0.
 */
public final class FlowTuple {
  public Family family = Family.IPV4;
  public int protocol;
  public long sourceHigh;
  public long sourceLow;
  public long destinationHigh;
  public long destinationLow;
  public int sourcePort;
  public int destinationPort;

  /** Zone id, 0 to 65535; 0 in directions for which the zone does not count. */
  public int zone;

  // Of the tuples of a connection only.
  @Nullable ConnectionEntry owner;
  boolean replies;
  int storedHash;

  /** The connection that this is a tuple of; null for a key. */
  public @Nullable ConnectionEntry connection() {
    return owner;
  }

  /** Whether it is the tuple of its connection's replies. */
  public boolean isOfReplies() {
    return replies;
  }

  public void set(FlowTuple from) {
    family = from.family;
    protocol = from.protocol;
    sourceHigh = from.sourceHigh;
    sourceLow = from.sourceLow;
    destinationHigh = from.destinationHigh;
    destinationLow = from.destinationLow;
    sourcePort = from.sourcePort;
    destinationPort = from.destinationPort;
    zone = from.zone;
  }

  FlowTuple inZone(int id) {
    zone = id;
    return this;
  }

  FlowTuple set(Connection.Tuple from) {
    family = from.source().family();
    protocol = from.protocol();
    setSource(from.source());
    setDestination(from.destination());
    sourcePort = from.sourcePort();
    destinationPort = from.destinationPort();
    return inZone(from.zone());
  }

  public Address source() {
    return new Address(family, sourceHigh, sourceLow);
  }

  public Address destination() {
    return new Address(family, destinationHigh, destinationLow);
  }

  public void setSource(Address address) {
    sourceHigh = address.high();
    sourceLow = address.low();
  }

  public void setDestination(Address address) {
    destinationHigh = address.high();
    destinationLow = address.low();
  }

  /**
   * Makes this what a reply to that tuple carries (nf_ct_invert_tuple). The zone is kept.
   *
   * @return false for an ICMP type that nothing replies to
   */
  public boolean invert(FlowTuple of) {
    int ports = of.destinationPort;
    int reply = of.sourcePort;
    boolean possible = true;
    if (Icmp.isIcmp(of.protocol)) {
      int type = Icmp.replyType(of.protocol, of.destinationPort >>> 8);
      possible = type >= 0;
      ports = of.sourcePort;
      reply = (type & 0xff) << 8 | (of.destinationPort & 0xff);
    }
    long high = of.sourceHigh;
    long low = of.sourceLow;
    family = of.family;
    protocol = of.protocol;
    sourceHigh = of.destinationHigh;
    sourceLow = of.destinationLow;
    destinationHigh = high;
    destinationLow = low;
    sourcePort = ports;
    destinationPort = reply;
    return possible;
  }

  /** Whether all but the zones are equal. */
  public boolean sameFlow(FlowTuple other) {
    return sourceLow == other.sourceLow
        && destinationLow == other.destinationLow
        && sourcePort == other.sourcePort
        && destinationPort == other.destinationPort
        && protocol == other.protocol
        && sourceHigh == other.sourceHigh
        && destinationHigh == other.destinationHigh
        && family == other.family;
  }

  int hash(int inZone) {
    long h = (sourceLow ^ Long.rotateLeft(sourceHigh, 29)) * 0x9e3779b97f4a7c15L;
    h = (h ^ h >>> 32 ^ destinationLow ^ Long.rotateLeft(destinationHigh, 31));
    h *= 0xbf58476d1ce4e5b9L;
    long rest = (long) sourcePort << 48 | (long) destinationPort << 32;
    h = (h ^ h >>> 29 ^ rest ^ (long) inZone << 8 ^ protocol) * 0x94d049bb133111ebL;
    return (int) (h >>> 32);
  }

  Connection.Tuple value() {
    return new Connection.Tuple(
        source(), destination(), sourcePort, destinationPort, protocol, zone);
  }

  @Override
  public String toString() {
    return value().toString();
  }
}
