package org.netfilter4j.engine.route;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;

/** Where a packet that came in goes: ip_route_input_slow, and IPv6's ip6_route_input. */
final class InputRouting {
  private static final long LIMITED_BROADCAST = 0xffff_ffffL;

  private final Router router;
  private final Query back = new Query();
  private final Decision backDecision = new Decision();

  InputRouting(Router router) {
    this.router = router;
  }

  void decide(Query query, Link in, Decision into) {
    if (!in.up()) {
      into.clear(Reason.DEVICE_DOWN);
      return;
    }
    into.clear(Reason.NO_ROUTE);
    into.reason = query.family == Family.IPV4 ? ipv4(query, in, into) : ipv6(query, in, into);
    if (into.reason.way() == Reason.Way.ON) {
      Fib.Hop hop = into.hop;
      into.out = hop == null ? null : hop.device();
    } else {
      into.out = null;
    }
  }

  private Reason ipv4(Query query, Link in, Decision into) {
    long source = query.sourceLow;
    long destination = query.destinationLow;
    if (isMulticast(destination)) {
      return multicast(query, in);
    }
    if (isMulticast(source) || source == LIMITED_BROADCAST) {
      return Reason.MARTIAN_SOURCE;
    }
    if (destination == LIMITED_BROADCAST || (source == 0 && destination == 0)) {
      return broadcast(query, in);
    }
    if (source >>> 24 == 0) {
      return Reason.MARTIAN_SOURCE;
    }
    if (destination >>> 24 == 0) {
      return Reason.MARTIAN_DESTINATION;
    }
    boolean loopback = destination >>> 24 == 127 || source >>> 24 == 127;
    if (loopback && !router.settings(in).routeLocalnet()) {
      return Reason.LOOPBACK;
    }
    query.in = in;
    Reason found = router.lookup(query, into);
    boolean forwarding = router.forwards(in, Family.IPV4);
    return switch (found) {
      case BROADCAST -> broadcast(query, in);
      case LOCAL -> validated(query, in, null, Reason.LOCAL);
      case UNICAST -> {
        Fib.Way way = into.way;
        if (!forwarding) {
          yield Reason.FORWARDING_OFF;
        }
        if (way != null && way.route().type() != Route.Type.UNICAST) {
          yield Reason.MARTIAN_DESTINATION;
        }
        Fib.Hop hop = into.hop;
        yield validated(query, in, hop == null ? null : hop.device(), Reason.UNICAST);
      }
      case NO_ROUTE, BLACKHOLE, UNREACHABLE, PROHIBIT -> forwarding ? found : Reason.FORWARDING_OFF;
      case MULTICAST -> Reason.MARTIAN_DESTINATION;
      case FORWARDING_OFF,
          NOT_A_MEMBER,
          MARTIAN_SOURCE,
          MARTIAN_DESTINATION,
          LOOPBACK,
          OWN_SOURCE,
          SOURCE_NOT_UNICAST,
          REVERSE_PATH,
          NO_WAY_BACK,
          BAD_SOURCE,
          DEVICE_DOWN ->
          found;
    };
  }

  private Reason broadcast(Query query, Link in) {
    return query.sourceLow >>> 24 == 0
        ? Reason.BROADCAST
        : validated(query, in, null, Reason.BROADCAST);
  }

  private Reason multicast(Query query, Link in) {
    // Every interface listens to all-systems; no other membership is recorded.
    if (query.destinationLow != 0xe000_0001L) {
      return Reason.NOT_A_MEMBER;
    }
    long source = query.sourceLow;
    if (isMulticast(source) || source == LIMITED_BROADCAST) {
      return Reason.MARTIAN_SOURCE;
    }
    if (source >>> 24 == 127 && !router.settings(in).routeLocalnet()) {
      return Reason.LOOPBACK;
    }
    return source >>> 24 == 0 ? Reason.MULTICAST : validated(query, in, null, Reason.MULTICAST);
  }

  /** fib_validate_source: the reason why the source is refused, or {@code otherwise}. */
  private Reason validated(Query query, Link in, @Nullable Link out, Reason otherwise) {
    Settings settings = router.settings(in);
    int filter = settings.reversePathFilter();
    boolean acceptLocal = settings.acceptLocal();
    boolean full =
        filter != 0 || (in.is(out) && settings.sendRedirects()) || router.hasCustomLocal();
    if (!full) {
      if (acceptLocal || !router.isInterfaceAddress(query.sourceLow)) {
        return otherwise;
      }
      return Reason.OWN_SOURCE;
    }
    back.reverse(query, settings.srcValidMark() ? query.mark : 0);
    back.in = out != null ? out : router.loopback();
    Reason found = router.lookup(back, backDecision);
    Fib.Way way = backDecision.way;
    if (way == null || found.way() == Reason.Way.NOWHERE) {
      return filter == 0 ? otherwise : Reason.NO_WAY_BACK;
    }
    if (way.route().type() != Route.Type.UNICAST) {
      if (found != Reason.LOCAL) {
        return Reason.SOURCE_NOT_UNICAST;
      }
      if (!acceptLocal) {
        return Reason.OWN_SOURCE;
      }
    }
    if (way.uses(in) || (found == Reason.LOCAL && in.loopback())) {
      return otherwise;
    }
    if (!router.hasIpv4(in)) {
      return filter == 0 ? otherwise : Reason.NO_WAY_BACK;
    }
    return filter == 1 ? Reason.REVERSE_PATH : otherwise;
  }

  private Reason ipv6(Query query, Link in, Decision into) {
    long high = query.destinationHigh;
    if (high >>> 56 == 0xff) {
      return router.listensTo(in, high, query.destinationLow)
          ? Reason.MULTICAST
          : Reason.NOT_A_MEMBER;
    }
    query.in = in;
    query.out = in;
    query.strict = Router.needsInterface(high, query.destinationLow);
    Reason found = router.lookup(query, into);
    query.out = null;
    query.strict = false;
    if (found == Reason.UNICAST) {
      Fib.Way way = into.way;
      if (way != null && way.route().type() == Route.Type.ANYCAST) {
        return Reason.LOCAL;
      }
      return router.forwards(in, Family.IPV6) ? Reason.UNICAST : Reason.FORWARDING_OFF;
    }
    return found;
  }

  static boolean isMulticast(long ipv4) {
    return ipv4 >>> 28 == 0xe;
  }
}
