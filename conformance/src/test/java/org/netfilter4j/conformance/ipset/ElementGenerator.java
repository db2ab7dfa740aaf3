package org.netfilter4j.conformance.ipset;

import java.util.List;
import java.util.SplittableRandom;

/** Makes elements of sets from a seed, most of them good, few enough that they collide. */
final class ElementGenerator {
  private final SplittableRandom random;

  ElementGenerator(SplittableRandom random) {
    this.random = random;
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private String pick(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** An element of a set of that type, with ranges where they are asked for. */
  String text(String type, boolean v6, boolean ranges) {
    if (oneIn(40)) {
      return pick(
          List.of("", ",", "10.0.0.1", "10.0.0.1,80,10.0.0.2,5", "a,b,c", "80", "1:2:3:4:5:6"));
    }
    if (type.equals("list:set")) {
      return oneIn(12) ? "a,before,b" : pick(List.of("a", "b", "c", "d", "e"));
    }
    StringBuilder text = new StringBuilder();
    for (String part : type.substring(type.indexOf(':') + 1).split(",", -1)) {
      if (part.equals("mac") && type.startsWith("bitmap") && oneIn(2)) {
        continue;
      }
      text.append(text.isEmpty() ? "" : ",");
      text.append(
          switch (part) {
            case "ip" ->
                ip(
                    v6,
                    ranges && (text.isEmpty() || oneIn(8)) && (!type.contains("mac") || oneIn(5)));
            case "net" -> net(v6, ranges);
            case "port" -> type.startsWith("bitmap") ? bitmapPort(ranges) : port(v6, ranges);
            case "mac" -> mac();
            case "mark" ->
                pick(List.of("0", "1", "0x10", "0xff00ff00", "4294967295", "4294967296", "x"));
            case "iface" -> networkInterface();
            default -> throw new IllegalArgumentException(type);
          });
    }
    return text.toString();
  }

  private String address(boolean v6) {
    if (oneIn(25)) {
      return pick(
          List.of("0.0.0.0", "::", "1.2.3", "1.2.3.256", "::1::2", "", "255.255.255.255", "x y"));
    }
    if (v6) {
      return pick(
          List.of("2001:db8::", "2001:db8::1", "2001:DB8:0:0::2", "::1", "fe80::1", "2001:db9::1"));
    }
    return "10.0." + random.nextInt(2) + "." + random.nextInt(6);
  }

  private String ip(boolean v6, boolean ranges) {
    if (!ranges || !oneIn(4)) {
      return address(v6);
    }
    String address = end(v6);
    return oneIn(2)
        ? address + "/" + pick(List.of("24", "30", "31", "32", "33", "0", "128", "127", "x"))
        : address + "-" + end(v6);
  }

  /** The end of a range that has not all addresses in it: adding these takes its time. */
  private String end(boolean v6) {
    String end = address(v6);
    return end.startsWith("255") || end.startsWith("0.") ? "10.0.0.9" : end;
  }

  private String net(boolean v6, boolean ranges) {
    String address = address(v6);
    if (oneIn(2)) {
      String prefix =
          v6
              ? pick(List.of("128", "64", "32", "127", "1", "0", "129"))
              : pick(List.of("32", "31", "24", "16", "8", "1", "0", "33"));
      return address + "/" + prefix;
    }
    return ranges && oneIn(4) ? end(v6) + "-" + end(v6) : address;
  }

  private String port(boolean v6, boolean ranges) {
    String port = pick(List.of("80", "81", "http", "443", "0", "0x50"));
    if (ranges && oneIn(4)) {
      port += "-" + pick(List.of("82", "79", "85", "https", "70000"));
    }
    return switch (random.nextInt(9)) {
      case 0, 1, 2 -> port;
      case 3 -> "tcp:" + port;
      case 4 -> "udp:" + pick(List.of("53", "domain", "123", "1-3"));
      case 5 ->
          pick(List.of("sctp:", "udplite:", "132:", "TCP:", "6:", "Tcp:", "ip:"))
              + pick(List.of("80", "7-9", "http"));
      case 6 ->
          (v6 == oneIn(10) ? "icmp:" : "icmpv6:")
              + pick(List.of("ping", "echo-reply", "3/1", "200/7", "3", "1/256", "no-route"));
      case 7 -> pick(List.of("gre:0", "47:0", "esp:0", "253:0", "200:0", "gre:5", "0:0", "nope:1"));
      default -> pick(List.of("80", "65535", "65536", "-1", "x", "80,81", ":80", "tcp:"));
    };
  }

  private String bitmapPort(boolean ranges) {
    String port = pick(List.of("80", "81", "77", "85", "http", "5", "0", "65535", "65536"));
    if (ranges && oneIn(4)) {
      port += "-" + pick(List.of("82", "79", "85", "https", "99999", "3"));
    }
    return switch (random.nextInt(8)) {
      case 0 -> "tcp:" + port;
      case 1 -> "udp:" + pick(List.of("80", "53", "domain"));
      case 2 -> pick(List.of("sctp:80", "80,81", "nope", "-1", "0x50", "0120"));
      default -> port;
    };
  }

  private String mac() {
    return oneIn(6)
        ? pick(
            List.of(
                "00:00:00:00:00:00",
                "1:2:3:4:5",
                "1:2:3:4:5:6:7",
                ":::::1",
                "1:2:3:4:5:",
                "0x1:2:3:4:5:6",
                " 1:+2:3:4:5:6",
                "1:2:3:4:5:100",
                "1:-2:3:4:5:6",
                "00:11:22:33:44:55x",
                "gg:1:2:3:4:5"))
        : "2:0:0:0:0:" + random.nextInt(3);
  }

  private String networkInterface() {
    String name = pick(List.of("eth0", "eth1", "eth10", "eth", "e", "lo", "br0"));
    return switch (random.nextInt(8)) {
      case 0 -> "physdev:" + name;
      case 1 ->
          pick(List.of("physdev:", "fifteen-letters", "sixteen-letters-", "a b", "*", name + ":1"));
      default -> name;
    };
  }
}
