package org.netfilter4j.engine;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.route.Reason;
import org.netfilter4j.engine.route.Router;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.Replies;
import org.netfilter4j.xt.lower.Host.AddressType;

/**
 * The ICMP errors that routing and forwarding answer with (ip_error, ip_forward, ip6_pkt_drop,
 * ip6_forward). The kernel's rate limits are not applied.
 */
final class IcmpErrors {
  private static final int TTL = 64;
  private static final int CONTROL = 0xc0;
  private static final int TOS_BITS = 0x1e;

  private final PacketContext context;
  private final Router router;

  IcmpErrors(PacketContext context, Router router) {
    this.context = context;
    this.router = router;
  }

  /** Where no way led on; nothing for reasons that the kernel drops silently. */
  void unroutable(Reason reason) {
    boolean four = context.packet.family() == Family.IPV4;
    // What a policy rule makes unreachable is answered as if there were no route.
    boolean byRoute = context.route.route() != null;
    switch (reason) {
      case NO_ROUTE -> answer(four ? 3 : 1, 0, 0);
      case UNREACHABLE -> answer(four ? 3 : 1, four && byRoute ? 1 : 0, 0);
      case PROHIBIT -> answer(four ? 3 : 1, four ? 13 : 1, 0);
      case LOCAL,
          BROADCAST,
          MULTICAST,
          UNICAST,
          BLACKHOLE,
          FORWARDING_OFF,
          NOT_A_MEMBER,
          MARTIAN_SOURCE,
          MARTIAN_DESTINATION,
          LOOPBACK,
          OWN_SOURCE,
          SOURCE_NOT_UNICAST,
          REVERSE_PATH,
          NO_WAY_BACK,
          BAD_SOURCE,
          DEVICE_DOWN -> {}
    }
  }

  void timeExceeded() {
    answer(context.packet.family() == Family.IPV4 ? 11 : 3, 0, 0);
  }

  void tooBig(int mtu) {
    if (context.packet.family() == Family.IPV4) {
      answer(3, 4, mtu);
    } else {
      answer(2, 0, mtu);
    }
  }

  /** A link-local source would leave its link. */
  void beyondScope() {
    answer(1, 2, 0);
  }

  private void answer(int type, int code, int rest) {
    Packet packet = context.packet;
    // Of fragments IPv4 answers the first alone, IPv6 each.
    boolean later = packet.fragmentOffset() != 0 && packet.family() == Family.IPV4;
    if (later || packet.packetType() != 0 || !Replies.isAnswerable(packet)) {
      return;
    }
    Address source = packet.source();
    AddressType to = router.type(packet.destination(), null);
    if (source.isAny() || to == AddressType.MULTICAST || to == AddressType.BROADCAST) {
      return;
    }
    Address from = from(packet, to, source);
    if (from == null) {
      return;
    }
    boolean four = packet.family() == Family.IPV4;
    int tos = four ? ((int) packet.number(Field.Header.TOS) & TOS_BITS) | CONTROL : 0;
    context.send(Replies.icmpError(packet, from, type, code, rest).ttl(TTL).tos(tos).toBytes());
  }

  private @Nullable Address from(Packet packet, AddressType to, Address source) {
    return to == AddressType.LOCAL
        ? packet.destination()
        : router.sourceFor(source, packet.inInterface());
  }
}
