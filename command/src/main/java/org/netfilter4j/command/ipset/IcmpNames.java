package org.netfilter4j.command.ipset;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names of ICMP and ICMPv6 types with codes, as ipset knows them: {@code type << 8 | code}. */
final class IcmpNames {
  private static final Map<String, Integer> ICMP = new LinkedHashMap<>();
  private static final Map<String, Integer> ICMPV6 = new LinkedHashMap<>();

  static {
    put(ICMP, 0, 0, "echo-reply", "pong");
    put(ICMP, 3, 0, "network-unreachable");
    put(ICMP, 3, 1, "host-unreachable");
    put(ICMP, 3, 2, "protocol-unreachable");
    put(ICMP, 3, 3, "port-unreachable");
    put(ICMP, 3, 4, "fragmentation-needed");
    put(ICMP, 3, 5, "source-route-failed");
    put(ICMP, 3, 6, "network-unknown");
    put(ICMP, 3, 7, "host-unknown");
    put(ICMP, 3, 9, "network-prohibited");
    put(ICMP, 3, 10, "host-prohibited");
    put(ICMP, 3, 11, "TOS-network-unreachable");
    put(ICMP, 3, 12, "TOS-host-unreachable");
    put(ICMP, 3, 13, "communication-prohibited");
    put(ICMP, 3, 14, "host-precedence-violation");
    put(ICMP, 3, 15, "precedence-cutoff");
    put(ICMP, 4, 0, "source-quench");
    put(ICMP, 5, 0, "network-redirect");
    put(ICMP, 5, 1, "host-redirect");
    put(ICMP, 5, 2, "TOS-network-redirect");
    put(ICMP, 5, 3, "TOS-host-redirect");
    put(ICMP, 8, 0, "echo-request", "ping");
    put(ICMP, 9, 0, "router-advertisement");
    put(ICMP, 10, 0, "router-solicitation");
    put(ICMP, 11, 0, "ttl-zero-during-transit");
    put(ICMP, 11, 1, "ttl-zero-during-reassembly");
    put(ICMP, 12, 0, "ip-header-bad");
    put(ICMP, 12, 1, "required-option-missing");
    put(ICMP, 13, 0, "timestamp-request");
    put(ICMP, 14, 0, "timestamp-reply");
    put(ICMP, 17, 0, "address-mask-request");
    put(ICMP, 18, 0, "address-mask-reply");
    put(ICMPV6, 1, 0, "no-route");
    put(ICMPV6, 1, 1, "communication-prohibited");
    put(ICMPV6, 1, 3, "address-unreachable");
    put(ICMPV6, 1, 4, "port-unreachable");
    put(ICMPV6, 2, 0, "packet-too-big");
    put(ICMPV6, 3, 0, "ttl-zero-during-transit");
    put(ICMPV6, 3, 1, "ttl-zero-during-reassembly");
    put(ICMPV6, 4, 0, "bad-header");
    put(ICMPV6, 4, 1, "unknown-header-type");
    put(ICMPV6, 4, 2, "unknown-option");
    put(ICMPV6, 128, 0, "echo-request", "ping");
    put(ICMPV6, 129, 0, "echo-reply", "pong");
    put(ICMPV6, 133, 0, "router-solicitation");
    put(ICMPV6, 134, 0, "router-advertisement");
    put(ICMPV6, 135, 0, "neighbour-solicitation", "neigbour-solicitation");
    put(ICMPV6, 136, 0, "neighbour-advertisement", "neigbour-advertisement");
    put(ICMPV6, 137, 0, "redirect");
  }

  private IcmpNames() {}

  private static void put(Map<String, Integer> table, int type, int code, String... names) {
    for (String name : names) {
      table.put(name, type << 8 | code);
    }
  }

  /** Reads a name or {@code type/code}. */
  static int parse(String text, boolean v6) {
    Integer named = (v6 ? ICMPV6 : ICMP).get(text);
    if (named != null) {
      return named;
    }
    int slash = AddressParser.separator(text, '/');
    if (slash < 0) {
      throw IpsetRejected.other(
          "Cannot parse " + text + " as an " + (v6 ? "ICMPv6" : "ICMP") + " type/code.");
    }
    int type = (int) Numbers.parse(text.substring(0, slash), 255);
    return type << 8 | (int) Numbers.parse(text.substring(slash + 1), 255);
  }

  /** The name, or null where there is none. */
  static @Nullable String name(int typeAndCode, boolean v6) {
    for (Map.Entry<String, Integer> entry : (v6 ? ICMPV6 : ICMP).entrySet()) {
      if (entry.getValue() == typeAndCode) {
        return entry.getKey();
      }
    }
    return null;
  }
}
