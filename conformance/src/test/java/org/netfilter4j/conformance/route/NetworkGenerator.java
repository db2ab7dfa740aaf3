package org.netfilter4j.conformance.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.netfilter4j.model.Family;

/** Draws networks as the commands that make them, and questions about their routes. */
final class NetworkGenerator {
  private static final String[] DEVICES = {"d0", "d1", "d2", "d3"};
  private static final int[] TABLES = {254, 100, 200, 254};

  private final Random random;
  private final Family family;

  NetworkGenerator(long seed, Family family) {
    random = new Random(seed);
    this.family = family;
  }

  /** Shell lines; one that the kernel refuses is left out by the shell, which is no matter. */
  List<String> network() {
    List<String> lines = new ArrayList<>();
    String ip = family == Family.IPV4 ? "ip -4" : "ip -6";
    for (String device : DEVICES) {
      int addresses = random.nextInt(3);
      for (int i = 0; i < addresses; i++) {
        String nodad = family == Family.IPV4 ? "" : " nodad";
        lines.add(ip + " addr add " + prefix(random.nextInt(4) == 0) + " dev " + device + nodad);
      }
    }
    TreeSet<String> routes = new TreeSet<>();
    for (int i = 0; i < 14; i++) {
      routes.add(route());
    }
    routes.forEach(route -> lines.add(ip + " route add " + route));
    int rules = random.nextInt(5);
    for (int i = 0; i < rules; i++) {
      lines.add(ip + " rule add " + rule() + " pref " + (100 + i * 10));
    }
    return lines;
  }

  /** The settings, by their names. */
  List<String> sysctls() {
    List<String> lines = new ArrayList<>();
    lines.add("net.ipv6.conf.all.forwarding=1");
    lines.add("net.ipv4.ip_forward=" + (random.nextInt(4) == 0 ? 0 : 1));
    lines.add("net.ipv4.conf.all.rp_filter=" + random.nextInt(3));
    lines.add("net.ipv4.conf.d0.rp_filter=" + random.nextInt(3));
    lines.add("net.ipv4.conf.d1.route_localnet=" + random.nextInt(2));
    lines.add("net.ipv4.conf.d2.accept_local=" + random.nextInt(2));
    lines.add("net.ipv4.conf.all.src_valid_mark=" + random.nextInt(2));
    return lines;
  }

  /** The arguments of {@code ip route get}. */
  String question() {
    String destination = address();
    StringBuilder question = new StringBuilder(destination);
    // Asked about IPv6 multicast that came in, "ip route get" gets no answer that it understands.
    if (random.nextInt(2) == 0 && !destination.startsWith("ff")) {
      question.append(" from ").append(address()).append(" iif ").append(device());
    } else if (random.nextInt(4) == 0) {
      question.append(" oif ").append(device());
    }
    if (random.nextInt(3) == 0) {
      question.append(" mark ").append(random.nextInt(4));
    }
    return question.toString();
  }

  private String route() {
    String destination =
        random.nextInt(8) == 0 ? "default" : network(family == Family.IPV4 ? 8 : 32);
    String place = " table " + TABLES[random.nextInt(TABLES.length)];
    int kind = random.nextInt(12);
    switch (kind) {
      case 0 -> {
        return "blackhole " + destination + place;
      }
      case 1 -> {
        return "unreachable " + destination + place;
      }
      case 2 -> {
        return "prohibit " + destination + place;
      }
      case 3 -> {
        return "throw " + destination + place;
      }
      default -> {}
    }
    StringBuilder route = new StringBuilder(destination);
    if (random.nextInt(2) == 0) {
      route.append(" via ").append(address()).append(" onlink");
    }
    route.append(" dev ").append(device()).append(place);
    if (random.nextInt(3) == 0) {
      route.append(" metric ").append(1 + random.nextInt(3));
    }
    if (random.nextInt(4) == 0) {
      route.append(" mtu ").append(1300 + random.nextInt(3) * 10);
    }
    return route.toString();
  }

  private String rule() {
    StringBuilder rule = new StringBuilder();
    if (random.nextInt(6) == 0) {
      rule.append("not ");
    }
    if (random.nextInt(3) == 0) {
      rule.append("from ").append(network(8)).append(' ');
    }
    if (random.nextInt(3) == 0) {
      rule.append("to ").append(network(8)).append(' ');
    }
    if (random.nextInt(3) == 0) {
      rule.append("fwmark ").append(random.nextInt(4)).append("/0x3 ");
    }
    if (random.nextInt(4) == 0) {
      rule.append("iif ").append(random.nextInt(2) == 0 ? "lo" : device()).append(' ');
    }
    int kind = random.nextInt(10);
    if (kind == 0) {
      return rule + "prohibit";
    }
    if (kind == 1) {
      return rule + "unreachable";
    }
    rule.append("lookup ").append(TABLES[random.nextInt(TABLES.length)]);
    if (random.nextInt(6) == 0) {
      rule.append(" suppress_prefixlength 0");
    }
    return rule.toString();
  }

  String device() {
    return DEVICES[random.nextInt(DEVICES.length)];
  }

  /** Few networks, so that routes, rules and questions meet. */
  String address() {
    if (family == Family.IPV4) {
      return switch (random.nextInt(24)) {
        case 0 -> "127.0.0." + random.nextInt(4);
        case 1 -> "224.0.0.1";
        case 2 -> "255.255.255.255";
        case 3 -> "0.0.0.0";
        default ->
            (10 + random.nextInt(3))
                + "."
                + random.nextInt(2)
                + "."
                + random.nextInt(2)
                + "."
                + last();
      };
    }
    return switch (random.nextInt(24)) {
      case 0 -> "::1";
      case 1 -> "ff02::1";
      case 2 -> "fe80::" + (1 + random.nextInt(4));
      default ->
          "2001:db8:"
              + random.nextInt(3)
              + ":"
              + random.nextInt(2)
              + "::"
              + Integer.toHexString(1 + random.nextInt(6));
    };
  }

  private int last() {
    int[] common = {0, 1, 2, 3, 4, 5, 6, 7, 127, 128, 254, 255};
    return common[random.nextInt(common.length)];
  }

  private String prefix(boolean whole) {
    if (family == Family.IPV4) {
      int[] lengths = {16, 24, 25, 30, 31};
      int length = whole ? 32 : lengths[random.nextInt(lengths.length)];
      return "1"
          + random.nextInt(3)
          + "."
          + random.nextInt(2)
          + "."
          + random.nextInt(2)
          + "."
          + (1 + random.nextInt(6))
          + "/"
          + length;
    }
    int[] lengths = {48, 64, 96, 126};
    int length = whole ? 128 : lengths[random.nextInt(lengths.length)];
    return "2001:db8:"
        + random.nextInt(3)
        + ":"
        + random.nextInt(2)
        + "::"
        + (1 + random.nextInt(6))
        + "/"
        + length;
  }

  private String network(int atLeast) {
    if (family == Family.IPV4) {
      return switch (random.nextInt(4)) {
        case 0 -> "1" + random.nextInt(3) + ".0.0.0/8";
        case 1 -> "1" + random.nextInt(3) + "." + random.nextInt(2) + ".0.0/16";
        case 2 ->
            "1" + random.nextInt(3) + "." + random.nextInt(2) + "." + random.nextInt(2) + ".0/24";
        default ->
            "1"
                + random.nextInt(3)
                + "."
                + random.nextInt(2)
                + "."
                + random.nextInt(2)
                + "."
                + random.nextInt(4)
                + "/32";
      };
    }
    return switch (random.nextInt(4)) {
      case 0 -> "2001:db8::/" + Math.max(32, atLeast);
      case 1 -> "2001:db8:" + random.nextInt(3) + "::/48";
      case 2 -> "2001:db8:" + random.nextInt(3) + ":" + random.nextInt(2) + "::/64";
      default -> "2001:db8:" + random.nextInt(3) + "::" + (1 + random.nextInt(6)) + "/128";
    };
  }
}
