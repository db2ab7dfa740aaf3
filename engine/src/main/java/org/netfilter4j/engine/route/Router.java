package org.netfilter4j.engine.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Host;

/**
 * Answers where packets go on a {@link Network}. Nothing is allocated in answering; not safe for
 * use by several threads.
 */
public final class Router implements Host {
  private final Network network;
  private final Map<String, Link> links = new LinkedHashMap<>();
  private final Link loopback;
  private final RuleList ipv4;
  private final RuleList ipv6;
  private final boolean customLocal;
  private final Set<Address> interfaceAddresses = new HashSet<>();
  private final Ipv4Addresses ipv4Addresses;
  private final SourceSelection sources;
  private final AddressTypes types;
  private final InputRouting input;
  private final OutputRouting output;
  private final WayBack wayBack;
  private final Map<String, Settings> settings = new HashMap<>();
  private final boolean ipv6Forwarding;
  private final Query query = new Query();
  private final Decision own = new Decision();

  /**
   * @throws IllegalArgumentException with the first of {@link Network#problems}
   */
  public Router(Network network) {
    List<String> problems = network.problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(problems.getFirst());
    }
    this.network = network;
    Link found = null;
    for (Link link : network.links()) {
      links.put(link.name(), link);
      if (link.loopback() && found == null) {
        found = link;
      }
      for (InterfaceAddress address : link.addresses()) {
        interfaceAddresses.add(address.local());
      }
    }
    // A host without a loopback interface still has one in the kernel, down.
    loopback =
        found != null ? found : new Link(1, "lo", false, true, 65536, 0, "", 0, null, List.of());
    List<Route> routes = new ArrayList<>(network.routes());
    boolean custom = false;
    for (Family family : Family.values()) {
      boolean given =
          routes.stream().anyMatch(r -> r.family() == family && r.table() == Route.TABLE_LOCAL);
      if (!given) {
        routes.addAll(LocalRoutes.of(network.links(), family));
      }
    }
    for (Route route : routes) {
      custom |=
          route.family() == Family.IPV4
              && route.type() == Route.Type.LOCAL
              && !isOwn(route.destination().address());
    }
    ipv4 = new RuleList(Family.IPV4, network.rules(), routes, links);
    ipv6 = new RuleList(Family.IPV6, network.rules(), routes, links);
    customLocal = custom || ipv4.isCustom();
    ipv4Addresses = new Ipv4Addresses(network.links());
    sources = new SourceSelection(network.links());
    types = new AddressTypes(this, ipv4, ipv6);
    input = new InputRouting(this);
    output = new OutputRouting(this);
    wayBack = new WayBack(this);
    ipv6Forwarding = network.sysctls().on("net.ipv6.conf.all.forwarding");
    for (Link link : network.links()) {
      settings.put(link.name(), Settings.of(network.sysctls(), link));
    }
  }

  private boolean isOwn(Address address) {
    return address.low() >>> 24 == 127 || interfaceAddresses.contains(address);
  }

  public Network network() {
    return network;
  }

  /** The link of that name, or null. */
  public @Nullable Link link(String name) {
    return links.get(name);
  }

  public Link loopback() {
    return loopback;
  }

  /** Where a packet that came in by {@code in} goes. */
  public void input(Packet packet, Link in, Decision into) {
    query.fill(packet);
    input.decide(query, in, into);
  }

  /**
   * Where a packet of the host's own goes, by its addresses, mark and TOS. A source address of zero
   * means that one is to be chosen.
   *
   * @param device the interface that it must go out by, or null
   */
  public void output(Packet packet, @Nullable Link device, Decision into) {
    query.fill(packet);
    output.decide(query, device, into);
  }

  /** Where a packet of the host's own to that address would go, and with which source. */
  public void output(Address destination, int mark, Decision into) {
    toward(destination, mark, 0);
    output.decide(query, null, into);
  }

  private void toward(Address destination, int mark, int tos) {
    query.family = destination.family();
    query.destinationHigh = destination.high();
    query.destinationLow = destination.low();
    query.sourceHigh = 0;
    query.sourceLow = 0;
    query.mark = mark;
    query.tos = tos;
    query.protocol = 0;
    query.sourcePort = 0;
    query.destinationPort = 0;
  }

  /**
   * The way to another host, for a packet that goes there whatever its own addresses are.
   *
   * @param tos the packet's, in IPv4 only
   * @param device the interface that it must go out by, or null
   */
  public void outputBy(Address host, int tos, @Nullable Link device, Decision into) {
    toward(host, 0, tos);
    output.decide(query, device, into);
  }

  /**
   * The address that MASQUERADE takes: of the output interface, for that next hop.
   *
   * @param nextHop the gateway, or the destination where it is on the link
   */
  public @Nullable Address masquerade(Link out, Address nextHop) {
    return nextHop.family() == Family.IPV4
        ? sources.ipv4(out, nextHop.low(), Scope.GLOBAL)
        : sources.ipv6(out, nextHop.high(), nextHop.low());
  }

  /**
   * The address that REDIRECT takes for packets that came in by {@code in}: its first, in IPv6 its
   * first of the destination's scope; null without one.
   */
  public @Nullable Address redirect(Link in, Address destination) {
    List<InterfaceAddress> addresses = in.addresses();
    boolean four = destination.family() == Family.IPV4;
    for (int i = 0; i < addresses.size(); i++) {
      InterfaceAddress address = addresses.get(i);
      if (address.family() != destination.family() || address.tentative()) {
        continue;
      }
      if (four
          || SourceSelection.scope(destination.high(), destination.low())
              == SourceSelection.scope(address.local().high(), address.local().low())) {
        return address.local();
      }
    }
    return null;
  }

  @Override
  public AddressType type(Family family, long high, long low, @Nullable String device) {
    Link link = device == null ? null : links.get(device);
    return types.type(family, high, low, link, device != null);
  }

  @Override
  public @Nullable Address sourceFor(Address destination, String in) {
    output(destination, 0, own);
    Link device = links.get(in);
    Route route = own.route();
    return device != null
            && route != null
            && destination.family() == Family.IPV6
            && own.source() != null
            && route.preferredSource() == null
        ? sources.ipv6(device, destination.high(), destination.low())
        : own.source();
  }

  @Override
  public int mtu(Address destination) {
    output(destination, 0, own);
    return own.reason().way() == Reason.Way.NOWHERE ? -1 : own.mtu();
  }

  @Override
  public long deviceGroup(String device) {
    Link link = links.get(device);
    return link == null ? -1 : link.group();
  }

  @Override
  public boolean hasWayBack(Packet packet, boolean loose, boolean withMark, boolean acceptLocal) {
    return wayBack.exists(packet, loose, withMark, acceptLocal);
  }

  /** Whether the host itself has that address, on any interface. */
  public boolean isInterfaceAddress(Address address) {
    return interfaceAddresses.contains(address);
  }

  Reason lookup(Query asked, Decision into) {
    return (asked.family == Family.IPV4 ? ipv4 : ipv6).lookup(asked, into);
  }

  SourceSelection sources() {
    return sources;
  }

  boolean isInterfaceAddress(long ipv4) {
    return ipv4Addresses.contains(ipv4);
  }

  @Nullable Link deviceOf(long ipv4) {
    return ipv4Addresses.link(ipv4);
  }

  boolean hasIpv4(Link link) {
    return ipv4Addresses.has(link);
  }

  boolean hasCustomLocal() {
    return customLocal;
  }

  /** Whether an IPv6 address means something only together with an interface (rt6_need_strict). */
  static boolean needsInterface(long high, long low) {
    return high >>> 56 == 0xff || high >>> 54 == 0x3fa || (high == 0 && low == 1);
  }

  Settings settings(Link link) {
    Settings found = settings.get(link.name());
    return found == null ? Settings.NONE : found;
  }

  boolean forwards(Link in, Family family) {
    return family == Family.IPV4 ? settings(in).forwarding() : ipv6Forwarding;
  }

  /** Whether packets to that IPv6 group are for the host: the groups that every node joins. */
  boolean listensTo(Link link, long high, long low) {
    if (high >>> 56 != 0xff) {
      return false;
    }
    int scope = (int) (high >>> 48) & 0xf;
    if (low == 1 && high << 16 == 0) {
      return scope == 1 || scope == 2;
    }
    if (low == 2 && high << 16 == 0) {
      return ipv6Forwarding && (scope == 1 || scope == 2 || scope == 5);
    }
    boolean solicited = high == 0xff02_0000_0000_0000L && low >>> 24 == 0x1ffL;
    if (!solicited) {
      return false;
    }
    List<InterfaceAddress> addresses = link.addresses();
    for (int i = 0; i < addresses.size(); i++) {
      InterfaceAddress address = addresses.get(i);
      if (address.family() == Family.IPV6
          && (address.local().low() & 0xff_ffffL) == (low & 0xff_ffffL)) {
        return true;
      }
    }
    return false;
  }
}
