package org.netfilter4j.engine.route;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.MaskedAddress;

/**
 * The host's links, routes, policy rules and settings, for both families.
 *
 * @param routes of all tables; where a family has none in the local table, its entries are derived
 *     from the addresses
 * @param rules where a family has none it has the kernel's own: local, main, and default in IPv4
 */
public record Network(
    List<Link> links, List<Route> routes, List<PolicyRule> rules, Sysctls sysctls) {

  public Network {
    links = List.copyOf(links);
    routes = List.copyOf(routes);
    rules = List.copyOf(rules);
  }

  /** The link of that name, or null. */
  public @Nullable Link link(String name) {
    for (Link link : links) {
      if (link.name().equals(name)) {
        return link;
      }
    }
    return null;
  }

  /** What does not fit together, a line each; none where a router can be built. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Route route : routes) {
      for (Route.NextHop hop : route.hops()) {
        if (link(hop.device()) == null) {
          problems.add("route " + route + ": there is no link " + hop.device());
        }
      }
      if (route.destination().prefixLength() < 0) {
        problems.add("route " + route + ": the destination is not a prefix");
      }
    }
    for (int i = 0; i < links.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (links.get(i).name().equals(links.get(j).name())) {
          problems.add("link " + links.get(i).name() + " is there twice");
        }
      }
    }
    return problems;
  }

  /** A network made by hand, link by link, with the routes that the kernel would add. */
  public static Builder builder() {
    return new Builder();
  }

  /** Adds up a network; a loopback interface with its addresses is there from the start. */
  public static final class Builder {
    private final List<Link> links = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<PolicyRule> rules = new ArrayList<>();
    private Sysctls sysctls = Sysctls.DEFAULTS;

    private Builder() {
      Address loopback4 = Address.ipv4(0x7f00_0001L);
      links.add(
          new Link(
              1,
              "lo",
              true,
              true,
              65536,
              0,
              "",
              0,
              null,
              List.of(
                  InterfaceAddress.of(loopback4, 8, Scope.HOST),
                  InterfaceAddress.of(Address.ipv6(0, 1), 128, Scope.HOST))));
    }

    /**
     * Adds an interface that is up, of MTU 1500, with its connected routes.
     *
     * @param addresses as "192.168.1.10/24"
     */
    public Builder link(String name, String... addresses) {
      int index = links.size() + 1;
      List<InterfaceAddress> parsed = new ArrayList<>();
      for (String text : addresses) {
        int slash = text.indexOf('/');
        Address local = address(text.substring(0, slash));
        int prefix = Integer.parseInt(text.substring(slash + 1));
        boolean linkLocal = local.family() == Family.IPV6 && local.high() >>> 54 == 0x3fa;
        InterfaceAddress made =
            InterfaceAddress.of(local, prefix, linkLocal ? Scope.LINK : Scope.GLOBAL);
        parsed.add(made);
        if (prefix < local.family().bits()) {
          routes.add(connected(name, made));
        }
      }
      links.add(
          new Link(index, name, true, false, 1500, 0x02_0000_0000L + index, "", 0, null, parsed));
      return this;
    }

    /** Puts the interface that was added last into a group. */
    public Builder group(long group) {
      links.add(links.removeLast().inGroup(group));
      return this;
    }

    private static Route connected(String device, InterfaceAddress address) {
      boolean ipv4 = address.family() == Family.IPV4;
      return new Route(
          Route.Type.UNICAST,
          address.subnet(),
          Route.TABLE_MAIN,
          ipv4 ? 0 : 256,
          Scope.LINK,
          ipv4 ? address.local() : null,
          0,
          List.of(new Route.NextHop(device, null, 1)));
    }

    /** A route by a gateway: {@code route("0.0.0.0/0", "eth0", "192.168.1.1")}. */
    public Builder route(String destination, String device, @Nullable String via) {
      int slash = destination.indexOf('/');
      MaskedAddress prefix =
          MaskedAddress.of(
              address(destination.substring(0, slash)),
              Integer.parseInt(destination.substring(slash + 1)));
      return route(Route.unicast(prefix, device, via == null ? null : address(via)));
    }

    public Builder route(Route route) {
      routes.add(route);
      return this;
    }

    /** Adds a policy rule; with the first, the family's own rules are added too. */
    public Builder rule(PolicyRule rule) {
      if (rules.stream().noneMatch(other -> other.family() == rule.family())) {
        rules.addAll(defaultRules(rule.family()));
      }
      rules.add(rule);
      return this;
    }

    public Builder sysctl(String name, String value) {
      sysctls = sysctls.with(name, value);
      return this;
    }

    /** Forwards in both families. */
    public Builder forwarding() {
      return sysctl("net.ipv4.ip_forward", "1").sysctl("net.ipv6.conf.all.forwarding", "1");
    }

    public Network build() {
      return new Network(links, routes, rules, sysctls);
    }

    private static Address address(String text) {
      Address address = Address.parse(text);
      if (address == null) {
        throw new IllegalArgumentException(text + " is not an address");
      }
      return address;
    }
  }

  /** The rules that the kernel starts with. */
  static List<PolicyRule> defaultRules(Family family) {
    List<PolicyRule> rules = new ArrayList<>();
    rules.add(PolicyRule.lookup(family, 0, Route.TABLE_LOCAL));
    rules.add(PolicyRule.lookup(family, 32766, Route.TABLE_MAIN));
    if (family == Family.IPV4) {
      rules.add(PolicyRule.lookup(family, 32767, Route.TABLE_DEFAULT));
    }
    return rules;
  }
}
