package org.netfilter4j.model.conntrack;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;

/**
 * What packets of one direction of a connection carry.
 *
 * @param source null where it is not known
 * @param destination null where it is not known
 * @param protocol of IP, 0 to 255; or {@link Flow#ABSENT}
 * @param sourcePort of TCP, UDP, UDP-Lite, SCTP, DCCP; GRE's key; else absent
 * @param destinationPort likewise
 * @param icmpType of ICMP and ICMPv6, else absent
 * @param icmpCode likewise
 * @param icmpId likewise
 * @param zone of this direction alone, 0 to 65535; else absent
 */
public record Tuple(
    @Nullable Address source,
    @Nullable Address destination,
    int protocol,
    int sourcePort,
    int destinationPort,
    int icmpType,
    int icmpCode,
    int icmpId,
    int zone) {
  /** Nothing is known. */
  public static final Tuple UNKNOWN =
      new Tuple(
          null,
          null,
          Flow.ABSENT,
          Flow.ABSENT,
          Flow.ABSENT,
          Flow.ABSENT,
          Flow.ABSENT,
          Flow.ABSENT,
          Flow.ABSENT);

  /** Of a protocol with ports. */
  public static Tuple of(
      Address source, Address destination, int protocol, int sourcePort, int destinationPort) {
    return new Tuple(
        source,
        destination,
        protocol,
        sourcePort,
        destinationPort,
        Flow.ABSENT,
        Flow.ABSENT,
        Flow.ABSENT,
        Flow.ABSENT);
  }

  /** Of ICMP or ICMPv6. */
  public static Tuple icmp(
      Address source, Address destination, int protocol, int type, int code, int id) {
    return new Tuple(
        source, destination, protocol, Flow.ABSENT, Flow.ABSENT, type, code, id, Flow.ABSENT);
  }

  /** The family of the addresses; null where neither is known. */
  public @Nullable Family family() {
    Address any = source == null ? destination : source;
    return any == null ? null : any.family();
  }

  /** The same in a zone that counts for this direction alone. */
  public Tuple inZone(int id) {
    return new Tuple(
        source, destination, protocol, sourcePort, destinationPort, icmpType, icmpCode, icmpId, id);
  }

  /** Whether packets look the same, whatever the zone. */
  public boolean sameFlow(Tuple other) {
    return Objects.equals(source, other.source)
        && Objects.equals(destination, other.destination)
        && protocol == other.protocol
        && number(sourcePort) == number(other.sourcePort)
        && number(destinationPort) == number(other.destinationPort)
        && number(icmpType) == number(other.icmpType)
        && number(icmpCode) == number(other.icmpCode)
        && number(icmpId) == number(other.icmpId);
  }

  private static int number(int known) {
    return Math.max(known, 0);
  }
}
