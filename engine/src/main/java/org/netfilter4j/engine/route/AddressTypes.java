package org.netfilter4j.engine.route;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.lower.Host.AddressType;

/**
 * The type of an address as xt_addrtype asks for it: in IPv4 what the local table says of it
 * (inet_addr_type, inet_dev_addr_type), in IPv6 what its bits and its route say.
 */
final class AddressTypes {
  private final Router router;
  private final @Nullable Fib local4;
  private final RuleList ipv6;
  private final Query query = new Query();
  private final Decision decision = new Decision();

  AddressTypes(Router router, RuleList ipv4, RuleList ipv6) {
    this.router = router;
    local4 = ipv4.table(Route.TABLE_LOCAL);
    this.ipv6 = ipv6;
  }

  /**
   * @param device the interface that counts, or null
   * @param limited whether only one interface counts, though it may not exist
   */
  AddressType type(Family family, long high, long low, @Nullable Link device, boolean limited) {
    return family == Family.IPV4 ? ipv4(low, device, limited) : ipv6(high, low, device, limited);
  }

  private AddressType ipv4(long address, @Nullable Link device, boolean limited) {
    if (address >>> 24 == 0 || address == 0xffff_ffffL) {
      return AddressType.BROADCAST;
    }
    if (InputRouting.isMulticast(address)) {
      return AddressType.MULTICAST;
    }
    if (local4 == null) {
      return AddressType.UNICAST;
    }
    ask(Family.IPV4, 0, address);
    Fib.Way way = local4.lookup(query, -1, decision);
    if (way == null) {
      return AddressType.UNICAST;
    }
    if (limited && !way.leadsFirstBy(device)) {
      return AddressType.UNICAST;
    }
    return of(way.route().type());
  }

  private AddressType ipv6(long high, long low, @Nullable Link device, boolean limited) {
    if (high == 0 && low == 0) {
      return AddressType.UNSPEC;
    }
    if (high >>> 56 == 0xff) {
      return AddressType.MULTICAST;
    }
    ask(Family.IPV6, high, low);
    query.out = device;
    // A lookup with an interface and no source counts only routes over it (RT6_LOOKUP_F_IFACE).
    query.strict = device != null;
    Reason reason = ipv6.lookup(query, decision);
    query.out = null;
    query.strict = false;
    Fib.Way way = decision.way;
    if (way == null || reason.way() == Reason.Way.NOWHERE) {
      return AddressType.UNREACHABLE;
    }
    if (limited && way.route().type() == Route.Type.LOCAL) {
      return way.leadsFirstBy(device) ? AddressType.LOCAL : AddressType.UNICAST;
    }
    return of(way.route().type());
  }

  private void ask(Family family, long high, long low) {
    query.family = family;
    query.destinationHigh = high;
    query.destinationLow = low;
    query.in = router.loopback();
  }

  private static AddressType of(Route.Type type) {
    return switch (type) {
      case UNICAST -> AddressType.UNICAST;
      case LOCAL -> AddressType.LOCAL;
      case BROADCAST -> AddressType.BROADCAST;
      case ANYCAST -> AddressType.ANYCAST;
      case MULTICAST -> AddressType.MULTICAST;
      case BLACKHOLE -> AddressType.BLACKHOLE;
      case UNREACHABLE -> AddressType.UNREACHABLE;
      case PROHIBIT -> AddressType.PROHIBIT;
      case THROW -> AddressType.THROW;
    };
  }
}
