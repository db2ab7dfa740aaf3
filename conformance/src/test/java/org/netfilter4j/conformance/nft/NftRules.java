package org.netfilter4j.conformance.nft;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.netfilter4j.model.Family;

/** Rules from a seed, above all of what nf_tables has expressions of its own for. */
final class NftRules {
  private static final List<String> SINGLE4 =
      List.of("1.2.3.4", "10.0.0.0", "255.255.255.255", "0.0.0.0", "192.168.77.200");
  private static final List<String> SINGLE6 =
      List.of("2001:db8::1", "fe80::", "::1", "::", "2001:db8:1:2:3:4:5:6");
  private static final List<String> MASKS4 =
      List.of(
          "",
          "/8",
          "/16",
          "/24",
          "/32",
          "/0",
          "/1",
          "/17",
          "/25",
          "/31",
          "/255.0.255.0",
          "/0.0.0.255",
          "/255.255.0.0");
  private static final List<String> MASKS6 =
      List.of(
          "",
          "/8",
          "/16",
          "/32",
          "/64",
          "/128",
          "/0",
          "/3",
          "/33",
          "/127",
          "/ffff::ffff",
          "/ffff:ffff::");
  private static final List<String> DEVICES =
      List.of("eth0", "eth+", "+", "lo", "a", "averylongname15", "e+", "averylongname1+");
  private static final List<String> PORTS =
      List.of(
          "0", "1", "80", "443", "65535", "0:65535", ":80", "1024:", "1:65534", "80:80", "53:90",
          "0:0", ":65534", "1:");
  private static final List<String> FLAGS =
      List.of(
          "SYN,RST,ACK,FIN SYN",
          "ALL NONE",
          "ALL ALL",
          "NONE SYN",
          "NONE NONE",
          "SYN ACK",
          "URG,PSH PSH");
  private static final List<String> MARKS =
      List.of("0", "1", "0x10/0xff", "0xffffffff", "5/2", "0/0", "1/0xffffffff");
  private static final List<String> LIMITS =
      List.of(
          "3",
          "1/s",
          "7/min",
          "17/hour",
          "2/day",
          "7001/s",
          "10000/s",
          "333/s",
          "20000/min",
          "59/min",
          "61/min",
          "1/day",
          "3600/hour");
  private static final List<String> TARGETS =
      List.of(
          "",
          "",
          "-j ACCEPT",
          "-j DROP",
          "-j RETURN",
          "-j user",
          "-g user",
          "-j LOG",
          "-j MARK --set-mark 1",
          "-j REJECT",
          "-j CONNMARK --save-mark");

  private final Random random;
  private final Family family;

  NftRules(Random random, Family family) {
    this.random = random;
    this.family = family;
  }

  /** The words of a rule, after {@code -A CHAIN}. */
  String next() {
    List<String> parts = new ArrayList<>();
    if (chance(3)) {
      parts.add(not() + "-s " + address());
    }
    if (chance(3)) {
      parts.add(not() + "-d " + address());
    }
    if (chance(4)) {
      parts.add(not() + "-i " + pick(DEVICES));
    }
    if (chance(4)) {
      parts.add(not() + "-o " + pick(DEVICES));
    }
    if (family == Family.IPV4 && chance(10)) {
      parts.add(not() + "-f");
    }
    protocol(parts);
    int others = random.nextInt(3);
    for (int i = 0; i < others; i++) {
      parts.add(random.nextInt(parts.size() + 1), other());
    }
    parts.add(pick(TARGETS));
    return String.join(" ", parts);
  }

  private void protocol(List<String> parts) {
    switch (random.nextInt(8)) {
      case 0 -> parts.add(not() + "-p " + pick(List.of("47", "all", "0", "132", "58", "200")));
      case 1, 2, 3 -> {
        parts.add((chance(12) ? "! " : "") + "-p tcp");
        ports("tcp", parts);
      }
      case 4, 5 -> {
        parts.add((chance(12) ? "! " : "") + "-p udp");
        ports("udp", parts);
      }
      case 6 -> parts.add(not() + "-p " + pick(List.of("tcp", "udp", "6", "17")));
      default -> {}
    }
  }

  private void ports(String name, List<String> parts) {
    int uses = chance(4) ? 2 : 1;
    for (int i = 0; i < uses; i++) {
      StringBuilder use = new StringBuilder("-m " + name);
      if (chance(2)) {
        use.append(' ').append(not()).append("--sport ").append(pick(PORTS));
      }
      if (chance(2)) {
        use.append(' ').append(not()).append("--dport ").append(pick(PORTS));
      }
      if (name.equals("tcp") && chance(4)) {
        use.append(' ').append(not());
        use.append(chance(3) ? "--syn" : "--tcp-flags " + pick(FLAGS));
      }
      if (name.equals("tcp") && chance(10)) {
        use.append(' ').append(not()).append("--tcp-option 5");
      }
      parts.add(use.toString());
    }
  }

  private String other() {
    return switch (random.nextInt(5)) {
      case 0, 1 -> "-m mark " + not() + "--mark " + pick(MARKS);
      case 2 -> "-m limit --limit " + pick(LIMITS) + (chance(3) ? " --limit-burst 7" : "");
      case 3 -> "-m comment --comment hello";
      default -> "-m conntrack --ctstate NEW";
    };
  }

  private String address() {
    return family == Family.IPV4 ? pick(SINGLE4) + pick(MASKS4) : pick(SINGLE6) + pick(MASKS6);
  }

  private String not() {
    return chance(4) ? "! " : "";
  }

  private boolean chance(int in) {
    return random.nextInt(in) == 0;
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
