package org.netfilter4j.linux;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.route.AddressMessage;
import org.netfilter4j.wire.route.LinkMessage;
import org.netfilter4j.wire.route.RouteMessage;
import org.netfilter4j.wire.route.RouteRequests;

/**
 * What rules may want to know of a machine's network: its interfaces, their addresses, and where
 * its packets leave by default. Asked of the kernel by rtnetlink; nothing is changed.
 *
 * @param interfaces by their index
 * @param defaults the default routes of the main table, that of the least metric first
 */
public record HostNetwork(List<Interface> interfaces, List<DefaultRoute> defaults) {
  /** RT_TABLE_MAIN. */
  private static final long MAIN = 254;

  /** RTN_UNICAST. */
  private static final int UNICAST = 1;

  /** IFA_F_SECONDARY, which is IFA_F_TEMPORARY in IPv6: not the one that lasts. */
  private static final int SECONDARY = 0x01;

  /** IFA_F_DADFAILED, IFA_F_DEPRECATED and IFA_F_TENTATIVE: not to be used, or not yet. */
  private static final int UNUSABLE = 0x08 | 0x20 | 0x40;

  public HostNetwork {
    interfaces = List.copyOf(interfaces);
    defaults = List.copyOf(defaults);
  }

  /**
   * An interface.
   *
   * @param addresses that packets can be sent from, in the kernel's order: neither tentative nor
   *     deprecated
   */
  public record Interface(String name, List<InterfaceAddress> addresses) {
    public Interface {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * An address of an interface.
   *
   * @param global whether it means the same everywhere: scope global, not link or host
   * @param lasting false for a secondary IPv4 address, and for a temporary one of IPv6
   */
  public record InterfaceAddress(
      Address address, int prefixLength, boolean global, boolean lasting) {}

  /**
   * A route for what no other route is for.
   *
   * @param gateway null where the destination is on the link
   */
  public record DefaultRoute(
      Family family, String interfaceName, @Nullable Address gateway, long metric) {}

  /**
   * Asks.
   *
   * @throws KernelException with what the kernel refused it with
   */
  public static HostNetwork of(NetworkNamespace namespace) {
    List<LinkMessage> links;
    List<AddressMessage> addresses = new ArrayList<>();
    List<RouteMessage> routes = new ArrayList<>();
    try (NetlinkSocket socket = NetlinkSocket.open(namespace, NetlinkSocket.ROUTE)) {
      links = NetworkSurvey.all(socket, RouteRequests::links, LinkMessage::read);
      for (Family family : Family.values()) {
        addresses.addAll(
            NetworkSurvey.all(
                socket, n -> RouteRequests.addresses(n, family), AddressMessage::read));
        routes.addAll(
            NetworkSurvey.all(socket, n -> RouteRequests.routes(n, family), RouteMessage::read));
      }
    }
    List<Interface> interfaces = new ArrayList<>();
    for (LinkMessage link : links) {
      interfaces.add(new Interface(link.name(), of(link, addresses)));
    }
    List<DefaultRoute> defaults = new ArrayList<>();
    for (RouteMessage route : routes) {
      DefaultRoute read = read(route, links);
      if (read != null) {
        defaults.add(read);
      }
    }
    defaults.sort((one, other) -> Long.compare(one.metric, other.metric));
    return new HostNetwork(interfaces, defaults);
  }

  private static List<InterfaceAddress> of(LinkMessage link, List<AddressMessage> all) {
    List<InterfaceAddress> own = new ArrayList<>();
    for (AddressMessage each : all) {
      if (each.link() == link.index() && (each.flags() & UNUSABLE) == 0) {
        own.add(
            new InterfaceAddress(
                each.local(),
                each.prefixLength(),
                each.scope() == 0,
                (each.flags() & SECONDARY) == 0));
      }
    }
    return own;
  }

  private static @Nullable DefaultRoute read(RouteMessage route, List<LinkMessage> links) {
    if (route.table() != MAIN
        || route.type() != UNICAST
        || route.destinationLength() != 0
        || (route.flags() & RouteMessage.CLONED) != 0) {
      return null;
    }
    List<RouteMessage.Hop> hops = route.hops();
    RouteMessage.Hop hop = hops == null || hops.isEmpty() ? route.hop() : hops.getFirst();
    Long metric = route.metric();
    for (LinkMessage link : links) {
      if (link.index() == hop.link()) {
        return new DefaultRoute(
            route.family(), link.name(), hop.gateway(), metric == null ? 0 : metric);
      }
    }
    return null;
  }
}
