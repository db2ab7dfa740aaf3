package org.netfilter4j.engine;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.route.Link;
import org.netfilter4j.engine.route.Reason;
import org.netfilter4j.engine.route.Router;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.Problem;
import org.netfilter4j.xt.lower.Context;

/**
 * A packet's way through the host, between the hooks: ip_rcv, ip_local_deliver, ip_forward,
 * ip_local_out, ip_output, and the same in IPv6.
 */
final class Journey {
  private static final int PACKET_HOST = 0;
  private static final int PACKET_BROADCAST = 1;
  private static final int PACKET_MULTICAST = 2;
  private static final int PACKET_OTHERHOST = 3;
  private static final long BROADCAST_MAC = 0xffff_ffff_ffffL;

  /** Where fragments meet that no hook put together; hooks use their own names. */
  private static final String DELIVERY = "delivery";

  private final PacketContext context;
  private final Hooks hooks;
  private final Router router;
  private final Fates fates;
  private final IcmpErrors errors;
  private final Map<Family, Tables> tables;

  Journey(
      PacketContext context,
      Hooks hooks,
      Router router,
      Fates fates,
      IcmpErrors errors,
      Map<Family, Tables> tables) {
    this.context = context;
    this.hooks = hooks;
    this.router = router;
    this.fates = fates;
    this.errors = errors;
    this.tables = new EnumMap<>(tables);
  }

  private @Nullable Fate pass(Hook hook) {
    Tables of = tables.get(context.packet.family());
    return of == null ? null : hooks.run(of, hook);
  }

  /** The way of a packet that came in. */
  Fate receive() {
    Packet packet = context.packet;
    Link in = router.link(packet.inInterface());
    if (in == null) {
      return fates.of(Fate.Obstacle.NO_INTERFACE);
    }
    if (!in.up()) {
      return fates.of(Fate.Obstacle.INTERFACE_DOWN);
    }
    context.received = true;
    packet.setInInterface(in.name());
    packet.setOutInterface("");
    seePacketType(packet);
    if (packet.packetType() == PACKET_OTHERHOST) {
      return fates.of(Fate.Obstacle.NOT_FOR_US);
    }
    Problem problem = packet.receiveProblem(in.loopback());
    if (problem != null) {
      return fates.of(problem);
    }
    Fate fate = pass(Hook.PREROUTING);
    return fate != null ? fate : routeIn(in);
  }

  /** eth_type_trans, but only what needs no knowledge of the interface's own address. */
  private static void seePacketType(Packet packet) {
    if (packet.packetType() != PACKET_HOST || !packet.has(Field.Header.MAC_DESTINATION)) {
      return;
    }
    long mac = packet.number(Field.Header.MAC_DESTINATION);
    if (mac == BROADCAST_MAC) {
      packet.setPacketType(PACKET_BROADCAST);
    } else if ((mac >>> 40 & 1) != 0) {
      packet.setPacketType(PACKET_MULTICAST);
    }
  }

  private Fate routeIn(Link in) {
    router.input(context.packet, in, hooks.route);
    hooks.traceRoute(false);
    context.routeMtu = hooks.route.mtu();
    Reason reason = hooks.route.reason();
    return switch (reason.way()) {
      case HOST -> deliver();
      case ON -> forward();
      case NOWHERE -> {
        errors.unroutable(reason);
        yield fates.of(reason);
      }
    };
  }

  private Fate deliver() {
    Packet packet = context.packet;
    // IPv4 puts fragments together before INPUT, IPv6 after it.
    if (packet.family() == Family.IPV4 && packet.isFragment()) {
      Fate fate = hooks.assemble(DELIVERY);
      if (fate != null) {
        return fate;
      }
    }
    Fate fate = pass(Hook.INPUT);
    if (fate == null && packet.isFragment()) {
      fate = hooks.assemble(DELIVERY);
    }
    return fate == null ? Fate.DELIVERED : fate;
  }

  private Fate forward() {
    Packet packet = context.packet;
    Link out = hooks.route.out();
    if (out == null) {
      return fates.of(Reason.NO_ROUTE);
    }
    if (packet.packetType() != PACKET_HOST) {
      return fates.of(Fate.Obstacle.NOT_UNICAST_FRAME);
    }
    boolean four = packet.family() == Family.IPV4;
    int ttl = (int) packet.number(Field.Header.TTL);
    if (ttl <= 1) {
      errors.timeExceeded();
      return fates.of(Fate.Obstacle.TTL_EXCEEDED);
    }
    if (!four) {
      Fate fate = forwardable6(packet);
      if (fate != null) {
        return fate;
      }
    }
    int mtu = hooks.route.mtu();
    boolean whole = !four || (packet.byteAt(6) & 0x40) != 0;
    // What came in fragments may leave in fragments of the same size (frag_max_size).
    int length = context.largestFragment > 0 ? context.largestFragment : packet.totalLength();
    if (whole && length > mtu) {
      errors.tooBig(mtu);
      return fates.of(Fate.Obstacle.TOO_BIG);
    }
    packet.setTtl(ttl - 1);
    packet.setOutInterface(out.name());
    Fate fate = pass(Hook.FORWARD);
    return fate != null ? fate : leave(out);
  }

  private @Nullable Fate forwardable6(Packet packet) {
    long high = packet.high(Field.Header.SOURCE_ADDRESS);
    long low = packet.number(Field.Header.SOURCE_ADDRESS);
    if (high == 0 && (low == 0 || low == 1)) {
      return fates.of(Reason.MARTIAN_SOURCE);
    }
    if (high >>> 54 == 0x3fa) {
      errors.beyondScope();
      return fates.of(Fate.Obstacle.LINK_LOCAL_SOURCE);
    }
    return null;
  }

  private Fate leave(Link out) {
    Fate fate = pass(Hook.POSTROUTING);
    return fate != null ? fate : fates.sent(out);
  }

  /** The way of a packet that the host sends. */
  Fate send() {
    Packet packet = context.packet;
    Link device = null;
    if (!packet.outInterface().isEmpty()) {
      device = router.link(packet.outInterface());
      if (device == null) {
        return fates.of(Fate.Obstacle.NO_INTERFACE);
      }
    }
    packet.setInInterface("");
    router.output(packet, device, hooks.route);
    hooks.traceRoute(false);
    if (hooks.route.reason().way() == Reason.Way.NOWHERE) {
      return fates.of(hooks.route.reason());
    }
    Address source = hooks.route.source();
    if (source != null
        && packet.number(Field.Header.SOURCE_ADDRESS) == 0
        && packet.high(Field.Header.SOURCE_ADDRESS) == 0) {
      packet.setSource(source.high(), source.low());
    }
    return output(false);
  }

  /**
   * The way of a copy to another host (nf_dup_ipv4_route, nf_dup_ipv6_route).
   *
   * @param device the interface it must leave by, or null
   */
  Fate sendBy(Address gateway, @Nullable Link device) {
    Packet packet = context.packet;
    packet.setInInterface("");
    boolean four = packet.family() == Family.IPV4;
    int tos = four ? (int) packet.number(Field.Header.TOS) & 0xfc : 0;
    router.outputBy(gateway, tos, device, hooks.route);
    hooks.traceRoute(false);
    // To POSTROUTING the interface that a copy leaves by is also the one that it came in by.
    return hooks.route.reason().way() == Reason.Way.NOWHERE
        ? fates.of(hooks.route.reason())
        : output(true);
  }

  private Fate output(boolean copy) {
    Packet packet = context.packet;
    Link out = hooks.route.out();
    packet.setOutInterface(out == null ? "" : out.name());
    context.routeMtu = hooks.route.mtu();
    Fate fate = pass(Hook.OUTPUT);
    if (fate != null) {
      return fate;
    }
    // A target may have changed the way.
    Link now = hooks.route.out();
    if (now == null) {
      return fates.of(Reason.NO_ROUTE);
    }
    packet.setOutInterface(now.name());
    if (copy) {
      packet.setInInterface(now.name());
    }
    boolean toHost = hooks.route.reason() == Reason.LOCAL;
    fate = pass(Hook.POSTROUTING);
    if (fate != null) {
      return fate;
    }
    return now.loopback() ? loopBack(now, toHost) : fates.sent(now);
  }

  /** The packet comes back by the loopback interface, with its mark, connection and route. */
  private Fate loopBack(Link loopback, boolean toHost) {
    Packet packet = context.packet;
    packet.setInInterface(loopback.name());
    packet.setOutInterface("");
    context.owner = Context.Owner.NO_SOCKET;
    Fate fate = pass(Hook.PREROUTING);
    if (fate != null) {
      return fate;
    }
    // Of what changes the destination, address translation alone drops the route (skb_dst_drop).
    return toHost && !hooks.destinationTranslated ? deliver() : routeIn(loopback);
  }
}
