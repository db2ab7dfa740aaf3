package org.netfilter4j.engine.route;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.Packet;

/** The reverse path as the rpfilter match looks it up (ipt_rpfilter.c, ip6t_rpfilter.c). */
final class WayBack {
  /** PACKET_LOOPBACK: the packet is a copy of one that the host sent. */
  private static final int LOOPBACK = 5;

  private static final long LIMITED_BROADCAST = 0xffff_ffffL;

  private final Router router;
  private final Query there = new Query();
  private final Query back = new Query();
  private final Decision found = new Decision();

  WayBack(Router router) {
    this.router = router;
  }

  boolean exists(Packet packet, boolean loose, boolean withMark, boolean acceptLocal) {
    Link in = router.link(packet.inInterface());
    if (in == null || in.loopback() || packet.packetType() == LOOPBACK) {
      return true;
    }
    there.fill(packet);
    back.reverse(there, withMark ? packet.mark() : 0);
    back.in = router.loopback();
    return packet.family() == Family.IPV4
        ? ipv4(in, loose, acceptLocal)
        : ipv6(in, loose, acceptLocal, packet);
  }

  private boolean ipv4(Link in, boolean loose, boolean acceptLocal) {
    long source = there.sourceLow;
    long destination = there.destinationLow;
    boolean localGroup = destination >>> 8 == 0xe0_0000L;
    if (source >>> 24 == 0 && (destination == LIMITED_BROADCAST || localGroup)) {
      return true;
    }
    boolean ofHost =
        destination >>> 24 != 0
            && destination != LIMITED_BROADCAST
            && !InputRouting.isMulticast(destination);
    back.sourceLow = ofHost ? destination : 0;
    Route.Type type = lookup();
    return (type == Route.Type.UNICAST || type == Route.Type.LOCAL && acceptLocal)
        && (loose || found.way != null && found.way.uses(in));
  }

  private boolean ipv6(Link in, boolean loose, boolean acceptLocal, Packet packet) {
    if (there.sourceHigh == 0 && there.sourceLow == 0) {
      return true;
    }
    if (packet.high(Field.Header.DESTINATION_ADDRESS) >>> 56 == 0xff) {
      back.sourceHigh = 0;
      back.sourceLow = 0;
    }
    int nextHeader = 6;
    back.protocol = packet.byteAt(nextHeader);
    back.strict = there.sourceHigh >>> 54 == 0x3fa;
    back.out = back.strict || !loose ? in : null;
    back.everyMetric = back.out != null;
    Route.Type type = lookup();
    Fib.Hop hop = found.hop;
    return type == Route.Type.LOCAL
        ? acceptLocal
        : type == Route.Type.UNICAST && (loose || hop != null && in.is(hop.device()));
  }

  /** The type of the route; null where there is none. */
  private Route.@Nullable Type lookup() {
    Reason reason = router.lookup(back, found);
    Fib.Way way = found.way;
    return way == null || reason.way() == Reason.Way.NOWHERE ? null : way.route().type();
  }
}
