package org.netfilter4j.conformance.flows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Command lines of conntrack from a seed, good and bad. Left out is what makes the C tool end in a
 * segmentation fault ({@code --id} without a value, states of SCTP that it does not know), and what
 * it does in ways that nobody can want ({@link Oddities}).
 */
final class FlowCommands {
  static final List<String> LABELS = List.of("bit1", "bit3", "forty", "last");
  private static final List<String> PROTOCOLS =
      List.of("tcp", "udp", "udplite", "sctp", "dccp", "icmp", "icmpv6", "gre");
  private static final List<String> ADDRESSES4 = List.of("1.1.1.1", "2.2.2.2", "3.3.3.3");
  private static final List<String> ADDRESSES6 = List.of("fe80::1", "fe80::2", "2001:db8::3");

  private final Random random;
  private boolean ipv6;

  /** What named the connections that were to be made, without zones. */
  private final List<List<String>> made = new ArrayList<>();

  FlowCommands(long seed) {
    random = new Random(seed);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  @SafeVarargs
  private <T> T one(T... of) {
    return of[random.nextInt(of.length)];
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String address() {
    return one((chance(2) ? !ipv6 : ipv6) ? ADDRESSES6 : ADDRESSES4);
  }

  private String oddAddress() {
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

  private String number() {
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

  private String port() {
    return chance(90) ? one("1", "2", "80") : number();
  }

  /** A line that makes a connection, most often one that can be made. */
  List<String> create() {
    ipv6 = chance(40);
    List<String> words =
        new ArrayList<>(List.of(chance(85) ? "-I" : one("-A", "--create", "--ad")));
    boolean whole = chance(90);
    List<String> addresses = new ArrayList<>();
    boolean byReply = chance(12);
    addresses.addAll(List.of(byReply ? one("-r", "--reply-src") : one("-s", "--src"), address()));
    if (whole) {
      addresses.addAll(List.of(byReply ? one("-q", "--reply-dst") : one("-d", "--dst"), address()));
    }
    if (chance(8)) {
      addresses.addAll(List.of(one("-r", "-q", "-s", "-d"), oddAddress()));
    }
    List<String> rest = new ArrayList<>();
    protocol(rest, true, byReply);
    if (chance(95)) {
      rest.addAll(List.of(one("-t", "--timeout"), one("1000", "5000", "5000x", "+70000")));
    }
    if (chance(40)) {
      rest.addAll(List.of("-u", status(false)));
    }
    if (chance(40)) {
      rest.addAll(List.of(one("-m", "--mark"), mark()));
    }
    if (addresses.contains(ADDRESSES4.getLast()) || addresses.contains(ADDRESSES6.getLast())) {
      if (chance(35)) {
        rest.addAll(List.of(one("-w", "--zone", "--orig-zone", "--reply-zone"), number()));
      }
    } else {
      made.add(tuple(addresses, rest));
    }
    if (chance(15)) {
      rest.addAll(List.of("--label-add", labels()));
    }
    if (chance(25)) {
      nat(rest, one("-n", "-g", "--src-nat", "--dst-nat"));
    }
    if (chance(4)) {
      rest.addAll(List.of(one("-o", "-z", "-l", "-e", "-c", "-f"), one("xml", "ipv4", "ipv6")));
    }
    // Which answers ICMP has depends on the family that is known when the type is read.
    if (chance(90)) {
      words.addAll(addresses);
      words.addAll(rest);
    } else {
      words.addAll(rest);
      words.addAll(addresses);
    }
    return words;
  }

  /** What of a line names the connection. */
  private static List<String> tuple(List<String> addresses, List<String> rest) {
    List<String> tuple = new ArrayList<>(addresses);
    for (int i = 0; i + 1 < rest.size(); i += 2) {
      String option = rest.get(i);
      if (option.startsWith("-p")
          || option.startsWith("--p")
          || option.contains("port")
          || option.contains("icmp")) {
        tuple.addAll(rest.subList(i, i + 2));
      }
    }
    return tuple;
  }

  private void nat(List<String> words, String option) {
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

  private String mark() {
    String mark = number();
    return chance(30) ? mark + "/" + number() : mark;
  }

  private String labels() {
    String list = one(LABELS);
    while (chance(30)) {
      list += "," + one(LABELS);
    }
    return chance(4) ? list + one(",", ",nolabel", "x") : list;
  }

  private String status(boolean filter) {
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

  private void protocol(List<String> words, boolean create, boolean reply) {
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

  /** A line that lists, gets, changes, deletes, counts, or is wrong. */
  List<String> other() {
    ipv6 = chance(40);
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> filtered(one("-L", "-L", "--dump", "--du"), true);
      case 8, 9 -> filtered("-D", false);
      case 10, 11, 12 -> update();
      case 13, 14 -> get();
      case 15 -> List.of(one("-C", "--counter", "-V", "--version"));
      case 16 -> junk();
      case 17 -> expectation();
      case 18 -> create();
      default ->
          one(List.of("-L", "-z"), List.of("-Lz"), List.of("-L", one("dying", "unc", "con")));
    };
  }

  private List<String> filtered(String verb, boolean list) {
    List<String> words = new ArrayList<>(List.of(verb));
    if (chance(3)) {
      words.add(one("conntrack", "c", "expect", "dying", "foo", ""));
    }
    boolean anyNat = false;
    if (chance(25)) {
      words.addAll(List.of("-f", chance(95) ? ipv6 ? "ipv6" : "ipv4" : one("ip", "ipv4x")));
    }
    if (chance(30)) {
      words.addAll(List.of(one("-s", "--orig-src"), network()));
    }
    if (chance(25)) {
      words.addAll(List.of(one("-d", "--dst"), network()));
    }
    if (chance(3)) {
      words.addAll(List.of(one("--mask-src", "--mask-dst"), one("255.0.0.0", "ffff::", "x")));
    }
    if (chance(15)) {
      words.addAll(List.of(one("-r", "-q"), oddAddress()));
    }
    if (chance(10)) {
      anyNat = chance(40);
      if (anyNat) {
        words.add(one("-j", "--any-nat"));
      } else {
        nat(words, one("-n", "-g"));
      }
    }
    if (chance(35)) {
      protocol(words, false, chance(20));
    }
    if (chance(15)) {
      words.addAll(List.of(one("-u", "--status"), status(list)));
    }
    if (chance(20)) {
      words.addAll(List.of("-m", mark()));
    }
    if (chance(10)) {
      words.addAll(List.of("-l", labels()));
    }
    if (chance(10)) {
      words.addAll(List.of(one("-w", "--orig-zone", "--reply-zone"), number()));
    }
    if (chance(3)) {
      words.addAll(List.of(one("-c", "-i", "-b", "-e", "-a"), number()));
    }
    output(words);
    return words;
  }

  private String network() {
    return chance(70)
        ? oddAddress()
        : address() + "/" + (ipv6 ? one("0", "16", "64", "127", "128") : one("0", "8", "31", "32"));
  }

  private void output(List<String> words) {
    if (chance(45)) {
      String list = one("extended", "xml", "id", "ktimestamp", "labels", "save", "ext", "x", "k");
      while (chance(30)) {
        list += "," + one("extended", "xml", "id", "labels", "timestamp", "ktimestamp", "foo");
      }
      words.addAll(List.of(one("-o", "--output"), list));
    }
  }

  private List<String> get() {
    List<String> words = create();
    words.set(0, one("-G", "--get"));
    if (chance(85)) {
      drop(words, "-t", "--timeout", "-u", "-m", "--mark", "--label-add", "-w", "--zone");
    }
    output(words);
    return words;
  }

  private static void drop(List<String> words, String... options) {
    for (String option : options) {
      for (int at = words.indexOf(option); at >= 0; at = words.indexOf(option)) {
        words.remove(at);
        if (at < words.size()) {
          words.remove(at);
        }
      }
    }
  }

  /**
   * Of one connection: of several the C tool takes acknowledgements for answers. Status before
   * mark: it takes the status for the mark else. Without zones: it does not send them.
   */
  private List<String> update() {
    List<String> words = new ArrayList<>(List.of(one("-U", "--update")));
    words.addAll(made.get(random.nextInt(made.size())));
    if (chance(30)) {
      words.addAll(List.of("-u", status(false)));
    }
    if (chance(50)) {
      words.addAll(List.of("-m", mark()));
    }
    if (chance(30)) {
      words.addAll(List.of("-t", one("2000", "3000", "4000")));
    }
    if (chance(10)) {
      words.addAll(List.of("-l", labels()));
    }
    if (chance(35)) {
      words.addAll(
          switch (random.nextInt(5)) {
            case 0, 1 -> List.of("--label-add", labels());
            case 2 -> List.of("--label-del", labels());
            case 3 -> List.of("--label-del=" + labels());
            default -> List.of("--label-del");
          });
    }
    output(words);
    return words;
  }

  private List<String> expectation() {
    String verb = one("-L", "-C", "-S", "-F", "-G", "-D", "-U", "-A");
    List<String> words = new ArrayList<>(List.of(verb, one("expect", "exp", "e")));
    if (verb.equals("-S")) {
      // What processors count differs; that both print it is seen in another test.
      words.add("-s");
    }
    if (chance(50)) {
      words.addAll(List.of("-s", address(), "-d", address()));
    }
    if (chance(50)) {
      protocol(words, false, false);
    }
    output(words);
    return words;
  }

  private List<String> junk() {
    List<String> words =
        new ArrayList<>(chance(50) ? filtered("-L", true) : chance(50) ? create() : get());
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      words.add(
          random.nextInt(words.size() + 1),
          one(
              "foo",
              "-x",
              "--foo",
              "-L",
              "-",
              "--",
              "-xL",
              "-zx",
              "--sport",
              "-p",
              "--src=1.1.1.1",
              "-s1.1.1.1",
              "--zero=1",
              "-R",
              "--s",
              "--reply",
              "-:",
              "-Lz",
              "-i5",
              "-1",
              "-fipv4"));
    }
    return words;
  }
}
