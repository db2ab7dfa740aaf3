package org.netfilter4j.wire.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowsException;
import org.netfilter4j.model.conntrack.Tuple;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.netlink.MessageWriter;

/** Tuples in attributes (CTA_TUPLE_…). */
final class TupleCodec {
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;

  private TupleCodec() {}

  static Tuple read(Attributes in) {
    Address source = null;
    Address destination = null;
    Tuple ports = Tuple.UNKNOWN;
    int zone = Flow.ABSENT;
    while (in.next()) {
      switch (in.type()) {
        case Attribute.TUPLE_IP -> {
          Attributes ip = in.nested();
          while (ip.next()) {
            switch (ip.type()) {
              case Attribute.IPV4_SOURCE -> source = address(Family.IPV4, ip);
              case Attribute.IPV4_DESTINATION -> destination = address(Family.IPV4, ip);
              case Attribute.IPV6_SOURCE -> source = address(Family.IPV6, ip);
              case Attribute.IPV6_DESTINATION -> destination = address(Family.IPV6, ip);
              default -> {}
            }
          }
        }
        case Attribute.TUPLE_PROTOCOL -> ports = protocol(in.nested());
        case Attribute.TUPLE_ZONE -> zone = in.network16();
        default -> {}
      }
    }
    if (source != null && destination != null && source.family() != destination.family()) {
      throw new MalformedMessageException("a tuple of two families");
    }
    return new Tuple(
        source,
        destination,
        ports.protocol(),
        ports.sourcePort(),
        ports.destinationPort(),
        ports.icmpType(),
        ports.icmpCode(),
        ports.icmpId(),
        zone);
  }

  private static Address address(Family family, Attributes in) {
    if (in.length() < family.bytes()) {
      throw new MalformedMessageException("an address of " + in.length() + " bytes");
    }
    return Address.read(family, in.array(), in.start());
  }

  private static Tuple protocol(Attributes in) {
    int number = Flow.ABSENT;
    int sourcePort = Flow.ABSENT;
    int destinationPort = Flow.ABSENT;
    int type = Flow.ABSENT;
    int code = Flow.ABSENT;
    int id = Flow.ABSENT;
    while (in.next()) {
      switch (in.type()) {
        case Attribute.PROTOCOL_NUMBER -> number = in.u8();
        case Attribute.SOURCE_PORT -> sourcePort = in.network16();
        case Attribute.DESTINATION_PORT -> destinationPort = in.network16();
        case Attribute.ICMP_ID, Attribute.ICMPV6_ID -> id = in.network16();
        case Attribute.ICMP_TYPE, Attribute.ICMPV6_TYPE -> type = in.u8();
        case Attribute.ICMP_CODE, Attribute.ICMPV6_CODE -> code = in.u8();
        default -> {}
      }
    }
    return new Tuple(null, null, number, sourcePort, destinationPort, type, code, id, Flow.ABSENT);
  }

  /**
   * Writes a tuple; what it lacks is 0.
   *
   * @throws FlowsException where it has no address, so that its family is not known
   */
  static void write(MessageWriter out, int type, Tuple tuple) {
    Family family = tuple.family();
    if (family == null) {
      throw new FlowsException("a tuple without an address");
    }
    int nest = out.nest(type);
    int ip = out.nest(Attribute.TUPLE_IP);
    int first = family == Family.IPV4 ? Attribute.IPV4_SOURCE : Attribute.IPV6_SOURCE;
    out.put(first, bytes(family, tuple.source()));
    out.put(first + 1, bytes(family, tuple.destination()));
    out.close(ip);
    int protocol = out.nest(Attribute.TUPLE_PROTOCOL);
    out.u8(Attribute.PROTOCOL_NUMBER, Math.max(0, tuple.protocol()));
    switch (tuple.protocol()) {
      case ICMP -> icmp(out, Attribute.ICMP_ID, tuple);
      case ICMPV6 -> icmp(out, Attribute.ICMPV6_ID, tuple);
      default -> {
        if (hasPorts(tuple.protocol())) {
          out.network16(Attribute.SOURCE_PORT, Math.max(0, tuple.sourcePort()));
          out.network16(Attribute.DESTINATION_PORT, Math.max(0, tuple.destinationPort()));
        }
      }
    }
    out.close(protocol);
    if (tuple.zone() != Flow.ABSENT) {
      out.network16(Attribute.TUPLE_ZONE, tuple.zone());
    }
    out.close(nest);
  }

  private static void icmp(MessageWriter out, int id, Tuple tuple) {
    out.u8(id + 2, Math.max(0, tuple.icmpCode()));
    out.u8(id + 1, Math.max(0, tuple.icmpType()));
    out.network16(id, Math.max(0, tuple.icmpId()));
  }

  /** TCP, UDP, DCCP, GRE, SCTP and UDP-Lite. */
  private static boolean hasPorts(int protocol) {
    return switch (protocol) {
      case 6, 17, 33, 47, 132, 136 -> true;
      default -> false;
    };
  }

  private static byte[] bytes(Family family, @Nullable Address address) {
    return (address == null ? Address.any(family) : address).toBytes();
  }
}
