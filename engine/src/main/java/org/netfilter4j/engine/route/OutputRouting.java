package org.netfilter4j.engine.route;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;

/** Where a packet of the host's own goes: ip_route_output_key_hash_rcu, ip6_route_output. */
final class OutputRouting {
  private final Router router;

  OutputRouting(Router router) {
    this.router = router;
  }

  void decide(Query query, @Nullable Link device, Decision into) {
    into.clear(Reason.NO_ROUTE);
    if (device != null && !device.up()) {
      into.reason = Reason.DEVICE_DOWN;
      return;
    }
    query.in = router.loopback();
    query.out = device;
    into.reason =
        query.family == Family.IPV4 ? ipv4(query, device, into) : ipv6(query, device, into);
    if (into.reason.way() == Reason.Way.NOWHERE) {
      into.out = null;
    }
  }

  private Reason ipv4(Query query, @Nullable Link device, Decision into) {
    long source = query.sourceLow;
    long destination = query.destinationLow;
    if (source != 0
        && (InputRouting.isMulticast(source) || source == 0xffff_ffffL || source >>> 24 == 0)) {
      return Reason.BAD_SOURCE;
    }
    boolean group = InputRouting.isMulticast(destination) || destination == 0xffff_ffffL;
    if (group) {
      Link out = device != null ? device : router.deviceOf(source);
      if (out != null) {
        into.out = out;
        into.source = router.sources().ipv4(out, 0, Scope.LINK);
        return destination == 0xffff_ffffL ? Reason.BROADCAST : Reason.MULTICAST;
      }
    }
    if (destination == 0) {
      into.out = router.loopback();
      into.source =
          router.sources().ipv4(device != null ? device : router.loopback(), 0, Scope.HOST);
      return Reason.LOCAL;
    }
    Reason found = router.lookup(query, into);
    Fib.Way way = into.way;
    boolean none = way == null || found.way() == Reason.Way.NOWHERE;
    if (none && device != null) {
      // Bound to an interface without a route: the destination is taken to be on the link.
      into.way = null;
      into.hop = null;
      into.out = device;
      into.source = router.sources().ipv4(device, 0, Scope.LINK);
      return Reason.UNICAST;
    }
    if (way == null) {
      return found;
    }
    Fib.Hop hop = into.hop;
    if (found.way() == Reason.Way.NOWHERE || hop == null) {
      return found;
    }
    into.source = preferred(way, hop);
    if (found == Reason.LOCAL) {
      into.out = router.loopback();
      return Reason.LOCAL;
    }
    into.out = hop.device();
    if (source >>> 24 == 127
        && !hop.device().loopback()
        && !router.settings(hop.device()).routeLocalnet()) {
      return Reason.BAD_SOURCE;
    }
    if (destination >>> 24 == 0) {
      return Reason.MARTIAN_DESTINATION;
    }
    boolean multicast = InputRouting.isMulticast(destination);
    boolean broadcast = destination == 0xffff_ffffL;
    if (broadcast || (multicast && way.route().destination().prefixLength() < 4)) {
      // A default route names the interface of a group, but no gateway to it.
      into.hop = null;
    }
    return multicast ? Reason.MULTICAST : broadcast ? Reason.BROADCAST : found;
  }

  /** fib_result_prefsrc. */
  private @Nullable Address preferred(Fib.Way way, Fib.Hop hop) {
    Address preferred = way.route().preferredSource();
    if (preferred != null) {
      return preferred;
    }
    Address via = hop.via();
    long nextHop = via != null && via.family() == Family.IPV4 ? via.low() : 0;
    return router.sources().ipv4(hop.device(), nextHop, way.route().scope());
  }

  private Reason ipv6(Query query, @Nullable Link device, Decision into) {
    long high = query.destinationHigh;
    long low = query.destinationLow;
    boolean anySource = query.sourceHigh == 0 && query.sourceLow == 0;
    query.strict = device != null && (anySource || Router.needsInterface(high, low));
    Reason found = router.lookup(query, into);
    query.strict = false;
    Fib.Way way = into.way;
    Fib.Hop hop = into.hop;
    if (way == null || hop == null || found.way() == Reason.Way.NOWHERE) {
      return found;
    }
    boolean host = found == Reason.LOCAL || way.route().type() == Route.Type.ANYCAST;
    Link out = host ? router.loopback() : hop.device();
    into.out = out;
    Address preferred = way.route().preferredSource();
    into.source = preferred != null ? preferred : router.sources().ipv6(hop.device(), high, low);
    return host ? Reason.LOCAL : high >>> 56 == 0xff ? Reason.MULTICAST : found;
  }
}
