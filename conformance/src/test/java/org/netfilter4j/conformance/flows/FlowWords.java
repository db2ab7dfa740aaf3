package org.netfilter4j.conformance.flows;

import java.util.List;
import java.util.Random;

/**
 * The options and operands of conntrack's command lines, right and wrong ones, from a seed: what
 * lines of any verb are made of.
 */
abstract class FlowWords {
  static final List<String> LABELS = List.of("bit1", "bit3", "forty", "last");
  private static final List<String> PROTOCOLS =
      List.of("tcp", "udp", "udplite", "sctp", "dccp", "icmp", "icmpv6", "gre");
  static final List<String> ADDRESSES4 = List.of("1.1.1.1", "2.2.2.2", "3.3.3.3");
  static final List<String> ADDRESSES6 = List.of("fe80::1", "fe80::2", "2001:db8::3");

  private final Random random;

  /** Whether what comes next is IPv6. */
  boolean ipv6;

  FlowWords(long seed) {
    random = new Random(seed);
  }

  final int below(int bound) {
    return random.nextInt(bound);
  }

  final boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  @SafeVarargs
  final <T> T one(T... of) {
    return of[random.nextInt(of.length)];
  }

  final String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  final String address() {
    return one((chance(2) ? !ipv6 : ipv6) ? ADDRESSES6 : ADDRESSES4);
  }

  final String oddAddress() {
    return chance(92)
        ? address()
        : one(
            "1.2.3",
            "1.2.3.4.5",
            "0x01010101",
            "1.1",
            "foo",
            "",
            "fe80::",
            "::1.1.1.1",
            "1.1.1.1 x",
            "01.1.1.1",
            "256.1.1.1",
            "fe80:::1",
            "1.1.1.1/",
            "1.1.1.1/x",
            "1.1.1.1/33",
            "1.1.1.1/ 8",
            "fe80::1/129",
            "1.1.1.1/-1");
  }

  final String number() {
    return chance(85)
        ? one("0", "1", "2", "5", "7", "80", "255")
        : one(
            "65535",
            "65536",
            "70000",
            "0x10",
            "010",
            "-1",
            "x",
            "",
            "5x",
            "4294967296",
            "+3",
            " 4",
            "99999999999999999999",
            "9223372036854775808");
  }

  final String port() {
    return chance(90) ? one("1", "2", "80") : number();
  }

  final void nat(List<String> words, String option) {
    words.add(option);
    if (chance(70)) {
      String to =
          chance(85) ? address() : one("foo", ":80", "1.1.1.1/8", "[fe80::1", "[]:1", "[fe80::1]");
      if (chance(40)) {
        to = (to.indexOf(':') >= 0 ? "[" + to + "]" : to) + ":" + one("80", "99", "", "x", "70000");
      }
      words.add(to);
    }
  }

  final String mark() {
    String mark = number();
    return chance(30) ? mark + "/" + number() : mark;
  }

  final String labels() {
    String list = one(LABELS);
    while (chance(30)) {
      list += "," + one(LABELS);
    }
    return chance(4) ? list + one(",", ",nolabel", "x") : list;
  }

  final String status(boolean filter) {
    String list = statusWord(filter);
    while (chance(30)) {
      list += "," + statusWord(filter);
    }
    return chance(3) ? list + "," : list;
  }

  private String statusWord(boolean filter) {
    String word =
        chance(90)
            ? one("ASSURED", "SEEN_REPLY", "UNSET", "FIXED_TIMEOUT", "seen", "a", "F", "OFFLOAD")
            : one("EXPECTED", "foo", "SRC_NAT", "d", "", "HW_OFFLOAD", "CONFIRMED");
    return filter && chance(20) ? one("!" + word, "UNREPLIED", "UNREPLIEDx") : word;
  }

  final void protocol(List<String> words, boolean create, boolean reply) {
    String protocol =
        chance(94) ? one(PROTOCOLS) : one("esp", "50", "6", "17", "TCP", "foo", "300");
    if (ipv6 && protocol.equals("icmp") && chance(90)) {
      protocol = "icmpv6";
    } else if (!ipv6 && protocol.equals("icmpv6") && chance(90)) {
      protocol = "icmp";
    }
    words.addAll(List.of(one("-p", "--protonum", "--proto"), protocol));
    switch (protocol) {
      case "tcp", "udp", "udplite", "sctp", "dccp", "6", "17", "TCP" -> {
        ports(words, create, reply, "port", "sport", "dport");
        if (protocol.equals("tcp") && chance(create ? 95 : 25)) {
          words.addAll(
              List.of(
                  "--state",
                  chance(92)
                      ? one("ESTABLISHED", "SYN_SENT", "TIME_WAIT", "LISTEN", "CLOSE")
                      : "X"));
        }
        if (protocol.equals("sctp") && chance(create ? 92 : 20)) {
          words.addAll(List.of("--state", one("ESTABLISHED", "CLOSED", "SHUTDOWN_SENT")));
          if (create && chance(95)) {
            words.addAll(List.of("--orig-vtag", number(), "--reply-vtag", number()));
          }
        }
        if (protocol.equals("dccp") && chance(create ? 95 : 20)) {
          words.addAll(List.of("--state", one("OPEN", "REQUEST", "FOO")));
          if (create) {
            words.addAll(List.of("--role", one("client", "server", "c", "x")));
          }
        }
      }
      case "gre" -> ports(words, create, reply, "key", "srckey", "dstkey");
      case "icmp", "icmpv6" -> {
        String type = ipv6 ? one("128", "129") : one("8", "0", "13");
        if (chance(create ? 97 : 50)) {
          words.addAll(List.of("--" + protocol + "-type", chance(93) ? type : number()));
        }
        if (chance(create ? 97 : 50)) {
          words.addAll(List.of("--" + protocol + "-code", chance(90) ? "0" : number()));
        }
        if (chance(50)) {
          words.addAll(List.of("--" + protocol + "-id", number()));
        }
      }
      default -> {}
    }
  }

  private void ports(
      List<String> words, boolean create, boolean reply, String kind, String source, String to) {
    if (chance(create ? 95 : 40)) {
      String name = reply ? "reply-" + kind + "-src" : one(source, "orig-" + kind + "-src");
      words.addAll(List.of("--" + name, port()));
    }
    if (chance(create ? 95 : 40)) {
      String name = reply ? "reply-" + kind + "-dst" : one(to, "orig-" + kind + "-dst");
      words.addAll(List.of("--" + name, port()));
    }
    if (chance(4)) {
      words.addAll(List.of("--" + one("mask", "tuple", "reply") + "-" + kind + "-src", port()));
    }
  }

  final String network() {
    return chance(70)
        ? oddAddress()
        : address() + "/" + (ipv6 ? one("0", "16", "64", "127", "128") : one("0", "8", "31", "32"));
  }

  final void output(List<String> words) {
    if (chance(45)) {
      String list = one("extended", "xml", "id", "ktimestamp", "labels", "save", "ext", "x", "k");
      while (chance(30)) {
        list += "," + one("extended", "xml", "id", "labels", "timestamp", "ktimestamp", "foo");
      }
      words.addAll(List.of(one("-o", "--output"), list));
    }
  }
}
