package org.netfilter4j.engine.route;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.MaskedAddress;

/**
 * The entries of the local table that the kernel makes from addresses (fib_add_ifaddr,
 * addrconf_prefix_route), for a network that was recorded without them.
 */
final class LocalRoutes {
  private LocalRoutes() {}

  static List<Route> of(List<Link> links, Family family) {
    List<Route> routes = new ArrayList<>();
    for (Link link : links) {
      for (InterfaceAddress address : link.addresses()) {
        if (address.family() == family) {
          add(routes, link, address);
        }
      }
      if (family == Family.IPV6 && link.up() && !link.loopback()) {
        routes.add(
            route(
                Route.Type.MULTICAST,
                MaskedAddress.of(Address.ipv6(0xffL << 56, 0), 8),
                link,
                null,
                256));
      }
    }
    return routes;
  }

  private static void add(List<Route> routes, Link link, InterfaceAddress address) {
    Address local = address.local();
    if (address.tentative()) {
      return;
    }
    routes.add(route(Route.Type.LOCAL, MaskedAddress.of(local), link, local, 0));
    if (local.family() == Family.IPV6 || !link.up()) {
      return;
    }
    Address broadcast = address.broadcast();
    if (broadcast != null) {
      routes.add(route(Route.Type.BROADCAST, MaskedAddress.of(broadcast), link, local, 0));
    }
    MaskedAddress subnet = address.subnet();
    if (subnet.address().low() >>> 24 == 0 || address.secondary()) {
      return;
    }
    if (link.loopback() && address.prefixLength() < 32) {
      routes.add(route(Route.Type.LOCAL, subnet, link, local, 0));
    }
    if (address.prefixLength() < 31 && !subnet.last().equals(broadcast)) {
      routes.add(route(Route.Type.BROADCAST, MaskedAddress.of(subnet.last()), link, local, 0));
    }
  }

  private static Route route(
      Route.Type type, MaskedAddress to, Link link, @Nullable Address source, long metric) {
    return new Route(
        type,
        to,
        Route.TABLE_LOCAL,
        metric,
        type == Route.Type.LOCAL ? Scope.HOST : Scope.LINK,
        source,
        0,
        List.of(new Route.NextHop(link.name(), null, 1)));
  }
}
