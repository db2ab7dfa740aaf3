package org.netfilter4j.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.route.InterfaceAddress;
import org.netfilter4j.engine.route.Link;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.engine.route.PolicyRule;
import org.netfilter4j.engine.route.Route;
import org.netfilter4j.engine.route.Scope;
import org.netfilter4j.engine.route.Sysctls;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.MaskedAddress;

/**
 * Links, addresses, routes, policy rules and settings, from what {@code ip -j} and sysctl print.
 */
final class NetworkFiles {
  private final HostDirectory directory;

  NetworkFiles(HostDirectory directory) {
    this.directory = directory;
  }

  Network read() {
    return new Network(links(), routes(), policyRules(), sysctls());
  }

  private List<Link> links() {
    Map<String, List<InterfaceAddress>> addresses = new HashMap<>();
    List<JsonFile.Item> described = new ArrayList<>(items(directory.links()));
    List<JsonFile.Item> withAddresses = items(directory.addresses());
    for (JsonFile.Item item : withAddresses) {
      List<InterfaceAddress> list = new ArrayList<>();
      for (JsonFile.Item info : item.list("addr_info")) {
        InterfaceAddress address = interfaceAddress(info);
        if (address != null) {
          list.add(address);
        }
      }
      addresses.put(item.text("ifname"), list);
    }
    if (described.isEmpty()) {
      described.addAll(withAddresses);
    }
    List<Link> links = new ArrayList<>();
    for (JsonFile.Item item : described) {
      String name = item.text("ifname");
      List<String> flags = item.words("flags");
      JsonFile.Item info = item.find("linkinfo");
      links.add(
          new Link(
              (int) item.number("ifindex", links.size() + 1),
              name,
              flags.contains("UP"),
              flags.contains("LOOPBACK"),
              (int) item.number("mtu", 1500),
              mac(item.text("address", "")),
              info == null ? "" : info.text("info_kind", ""),
              group(item),
              item.find("master") == null ? null : item.text("master"),
              addresses.getOrDefault(name, List.of())));
    }
    return links;
  }

  /** {@code ip} prints a group's number, or its name, which says nothing but for "default". */
  private static long group(JsonFile.Item item) {
    String group = item.text("group", "default");
    return group.equals("default") ? 0 : group.matches("[0-9]{1,10}") ? Long.parseLong(group) : -1;
  }

  private static long mac(String text) {
    String digits = text.replace(":", "");
    if (digits.length() != 12) {
      return -1;
    }
    try {
      return Long.parseUnsignedLong(digits, 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static @Nullable InterfaceAddress interfaceAddress(JsonFile.Item info) {
    String family = info.text("family", "inet");
    if (!family.equals("inet") && !family.equals("inet6")) {
      return null;
    }
    Address local = info.address("local");
    return new InterfaceAddress(
        local,
        info.find("address") == null ? null : info.address("address"),
        (int) info.number("prefixlen", local.family().bits()),
        info.find("broadcast") == null ? null : info.address("broadcast"),
        scope(info, "global"),
        info.flag("secondary"),
        info.flag("deprecated"),
        info.flag("tentative"));
  }

  private static Scope scope(JsonFile.Item item, String otherwise) {
    String word = item.text("scope", otherwise);
    for (Scope scope : Scope.values()) {
      if (scope.word().equals(word)) {
        return scope;
      }
    }
    return Scope.GLOBAL;
  }

  private List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (JsonFile.Item item : items(directory.routes())) {
      routes.add(route(item));
    }
    return routes;
  }

  private static Route route(JsonFile.Item item) {
    String word = item.text("type", "unicast");
    Route.Type type = null;
    for (Route.Type candidate : Route.Type.values()) {
      if (candidate.word().equals(word)) {
        type = candidate;
      }
    }
    if (type == null) {
      throw item.bad("type", word, "a route type as ip-route(8) has them");
    }
    Family family = routeFamily(item);
    List<Route.NextHop> hops = new ArrayList<>();
    if (item.find("nexthops") != null) {
      for (JsonFile.Item hop : item.list("nexthops")) {
        hops.add(
            new Route.NextHop(
                hop.text("dev"), gateway(hop), Math.max(1, (int) hop.number("weight", 1))));
      }
    } else if (item.find("dev") != null) {
      hops.add(new Route.NextHop(item.text("dev"), gateway(item), 1));
    }
    int mtu = 0;
    if (item.find("metrics") != null) {
      for (JsonFile.Item metric : item.list("metrics")) {
        mtu = (int) metric.number("mtu", mtu);
      }
    }
    return new Route(
        type,
        prefix(item, "dst", item.text("dst"), family),
        table(item),
        item.number("metric", family == Family.IPV4 ? 0 : 1024),
        scope(item, "global"),
        item.find("prefsrc") == null ? null : item.address("prefsrc"),
        mtu,
        hops);
  }

  private static @Nullable Address gateway(JsonFile.Item item) {
    if (item.find("gateway") != null) {
      return item.address("gateway");
    }
    JsonFile.Item via = item.find("via");
    return via == null ? null : via.address("host");
  }

  // "default" says nothing of the family; "pref" stands in IPv6 routes alone.
  private static Family routeFamily(JsonFile.Item item) {
    String destination = item.text("dst");
    if (!destination.equals("default")) {
      return destination.contains(":") ? Family.IPV6 : Family.IPV4;
    }
    if (item.find("gateway") != null) {
      return item.address("gateway").family();
    }
    return item.find("pref") != null ? Family.IPV6 : Family.IPV4;
  }

  private static int table(JsonFile.Item item) {
    String word = item.text("table", "main");
    return Route.tableNumber(word)
        .orElseThrow(
            () -> item.bad("table", word, "a table's number, or one of local, main, default"));
  }

  private static MaskedAddress prefix(JsonFile.Item item, String key, String text, Family family) {
    if (text.equals("default") || text.equals("all")) {
      return MaskedAddress.any(family);
    }
    int slash = text.indexOf('/');
    Address address = Address.parse(family, slash < 0 ? text : text.substring(0, slash));
    int length = family.bits();
    if (slash >= 0) {
      try {
        length = Integer.parseInt(text.substring(slash + 1));
      } catch (NumberFormatException e) {
        length = -1;
      }
    }
    if (address == null || length < 0 || length > family.bits()) {
      throw item.bad(key, text, "an address or a prefix");
    }
    return MaskedAddress.of(address, length);
  }

  // The file holds what "ip -j rule" and then what "ip -j -6 rule" printed: an array each.
  private List<PolicyRule> policyRules() {
    List<PolicyRule> rules = new ArrayList<>();
    int array = 0;
    for (List<JsonFile.Item> items : JsonFile.arrays(directory.policyRules())) {
      Family family = array++ == 0 ? Family.IPV4 : Family.IPV6;
      for (JsonFile.Item item : items) {
        rules.add(policyRule(item, family));
      }
    }
    return rules;
  }

  private static PolicyRule policyRule(JsonFile.Item item, Family otherwise) {
    String from = item.text("src", "all");
    String to = item.text("dst", "all");
    Family family = from.contains(":") || to.contains(":") ? Family.IPV6 : otherwise;
    return new PolicyRule(
        family,
        item.number("priority", 0),
        item.has("not"),
        ruleEnd(item, "src", from, family),
        ruleEnd(item, "dst", to, family),
        item.find("iif") == null ? null : item.text("iif"),
        item.find("oif") == null ? null : item.text("oif"),
        (int) item.number("fwmark", 0),
        item.find("fwmark") == null ? 0 : (int) item.number("fwmask", 0xffff_ffffL),
        (int) item.typeOfService("tos"),
        (int) item.protocol("ipproto"),
        ports(item, "sport"),
        ports(item, "dport"),
        action(item),
        item.find("table") == null ? Route.TABLE_MAIN : table(item),
        item.number("goto", 0),
        (int) item.number("suppress_prefixlen", -1));
  }

  private static MaskedAddress ruleEnd(JsonFile.Item item, String key, String text, Family family) {
    long length = item.number(key + "len", -1);
    return prefix(item, key, length < 0 ? text : text + "/" + length, family);
  }

  private static int ports(JsonFile.Item item, String key) {
    if (item.find(key + "_start") != null) {
      return (int) (item.number(key + "_start", 0) << 16 | item.number(key + "_end", 0));
    }
    long port = item.number(key, 0);
    return (int) (port << 16 | port);
  }

  private static PolicyRule.Action action(JsonFile.Item item) {
    if (item.find("goto") != null) {
      return PolicyRule.Action.GOTO;
    }
    String word = item.text("action", item.text("type", "lookup"));
    for (PolicyRule.Action action : PolicyRule.Action.values()) {
      if (action.name().equalsIgnoreCase(word)) {
        return action;
      }
    }
    return PolicyRule.Action.LOOKUP;
  }

  private Sysctls sysctls() {
    Path file = directory.sysctls();
    String text = HostDirectory.read(file);
    if (text == null) {
      return Sysctls.DEFAULTS;
    }
    Map<String, String> values = new HashMap<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      if (equals <= 0) {
        throw new HostException(
            file, "line " + number + ": \"" + line + "\" is not as \"net.ipv4.ip_forward = 1\"");
      }
      values.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
    }
    return new Sysctls(values);
  }

  private static List<JsonFile.Item> items(Path file) {
    List<JsonFile.Item> all = new ArrayList<>();
    for (List<JsonFile.Item> array : JsonFile.arrays(file)) {
      all.addAll(array);
    }
    return all;
  }
}
