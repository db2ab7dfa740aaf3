package org.netfilter4j.conformance.ipset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Makes command lines of ipset from a seed. It remembers which sets it made, so that most lines are
 * about sets that are there, with elements that collide with earlier ones; the others have every
 * kind of mistake.
 */
final class CommandGenerator {
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");
  private static final List<String> TYPES =
      List.of("hash:ip", "hash:net", "hash:ip,port", "hash:net,port", "bitmap:port", "list:set");

  private record Made(String type, boolean v6, boolean extended) {}

  private final SplittableRandom random;
  private final Map<String, Made> sets = new HashMap<>();

  CommandGenerator(SplittableRandom random) {
    this.random = random;
  }

  /** A sequence of command lines, each a list of words after "ipset". */
  List<List<String>> sequence(int length) {
    sets.clear();
    List<List<String>> lines = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      lines.add(i < 2 ? create() : line());
    }
    return lines;
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private List<String> line() {
    int kind = random.nextInt(40);
    List<String> words =
        switch (kind) {
          case 0, 1, 2, 3 -> create();
          case 4 -> new ArrayList<>(List.of("flush", name()));
          case 5 -> new ArrayList<>(List.of("swap", name(), name()));
          case 6 -> new ArrayList<>(List.of("rename", name(), pick(List.of("a", "e", "f", "g"))));
          case 7 -> new ArrayList<>(List.of("destroy", name()));
          case 8 -> new ArrayList<>(List.of("list", name(), "-t"));
          case 9, 10, 11, 12, 13, 14, 15 -> element("test");
          case 16, 17, 18, 19, 20, 21 -> element("del");
          case 22 -> broken();
          default -> element("add");
        };
    if (oneIn(6)) {
      words.add(random.nextInt(words.size() + 1), pick(List.of("-exist", "-!", "--exist")));
    }
    if (words.getFirst().equals("swap")
        || words.getFirst().equals("rename")
        || words.getFirst().equals("destroy")) {
      // Names and types have changed hands: the judge knows, this generator guesses on.
      sets.remove(words.getLast());
    }
    return words;
  }

  private String name() {
    if (!sets.isEmpty() && !oneIn(8)) {
      return pick(List.copyOf(new java.util.TreeSet<>(sets.keySet())));
    }
    return pick(NAMES);
  }

  private List<String> broken() {
    return new ArrayList<>(
        pick(
            List.of(
                List.of("create"),
                List.of("create", "x"),
                List.of("create", "x", "hash:nothing"),
                List.of("add", "a"),
                List.of("frobnicate", "a"),
                List.of("add", "a", "1.2.3.4", "bogus"),
                List.of("test", "a"),
                List.of("rename", "a"),
                List.of("swap", "a"),
                List.of("destroy", "a", "b"),
                List.of("flush", "a", "b"),
                List.of("create", "x".repeat(32), "hash:ip"),
                List.of("list", "x".repeat(32)),
                List.of("-o", "nothing", "list"),
                List.of("add", "nosuch", "1.2.3.4"),
                List.of("restore", "x"),
                List.of("-q", "add", "nosuch", "1.2.3.4"))));
  }

  // Sets.

  private List<String> create() {
    String name = pick(NAMES);
    String type = pick(TYPES);
    List<String> words = new ArrayList<>(List.of("create", name, type));
    boolean hash = type.startsWith("hash");
    boolean v6 = hash && oneIn(3);
    if (v6) {
      words.addAll(pick(List.of(List.of("family", "inet6"), List.of("-6"))));
    } else if (hash && oneIn(4)) {
      words.addAll(List.of("family", "inet"));
    }
    if (type.equals("bitmap:port") && !oneIn(20)) {
      words.addAll(
          List.of("range", pick(List.of("0-100", "75-90", "90-70", "0-65535", "tcp:1-99", "x"))));
    }
    if (hash && oneIn(3)) {
      words.addAll(List.of("hashsize", pick(List.of("1", "64", "65", "2048", "100", "-1", "x"))));
    }
    if (hash && oneIn(4)) {
      words.addAll(List.of("maxelem", pick(List.of("0", "1", "3", "10", "65536", "4294967295"))));
    }
    if (hash && oneIn(4)) {
      words.addAll(List.of("bucketsize", pick(List.of("2", "3", "4", "12", "14", "256"))));
    }
    if (type.equals("list:set") && oneIn(3)) {
      words.addAll(List.of("size", pick(List.of("0", "4", "5", "x"))));
    }
    if (oneIn(type.startsWith("hash:ip") ? 4 : 30)) {
      words.addAll(
          List.of("netmask", pick(List.of("24", "30", "32", "0", "33", "64", "128", "1"))));
    }
    if (oneIn(type.startsWith("hash:ip") ? 8 : 40)) {
      words.addAll(
          List.of("bitmask", pick(List.of("255.255.0.255", "0.0.0.0", "ffff::ffff", "0.0.0.255"))));
    }
    boolean extended = oneIn(2);
    if (extended) {
      if (oneIn(2)) {
        words.addAll(
            List.of("timeout", pick(List.of("0", "600", "100000", "2147483", "2147484", "x"))));
      }
      for (String flag : List.of("counters", "comment", "skbinfo")) {
        if (oneIn(2)) {
          words.add(flag);
        }
      }
    }
    if (hash && oneIn(8)) {
      words.add("forceadd");
    }
    if (oneIn(30)) {
      words.add(pick(List.of("bogus", "timeout", "counters", "-timeout", "range")));
    }
    if (hash) {
      // With the same beginning both hashes have the same order.
      words.addAll(List.of("initval", Integer.toString(random.nextInt(1000))));
    }
    sets.putIfAbsent(name, new Made(type, v6, extended));
    return words;
  }

  // Elements.

  private List<String> element(String command) {
    String name = name();
    Made made = sets.getOrDefault(name, new Made(pick(TYPES), oneIn(2), true));
    List<String> words =
        new ArrayList<>(List.of(command, name, text(made, !command.equals("test") || oneIn(8))));
    boolean add = command.equals("add");
    if (made.type.equals("list:set") && oneIn(3)) {
      words.addAll(List.of(pick(List.of("before", "after")), pick(NAMES)));
    }
    if (made.type.startsWith("hash:net") && oneIn(command.equals("del") ? 20 : 4)) {
      words.add("nomatch");
    }
    if (add && made.extended || oneIn(30)) {
      if (oneIn(4)) {
        words.addAll(List.of("timeout", pick(List.of("0", "100", "2147483", "2147484", "x"))));
      }
      if (oneIn(4)) {
        words.addAll(List.of("packets", pick(List.of("0", "5", "0x10", "18446744073709551614"))));
      }
      if (oneIn(4)) {
        words.addAll(List.of("bytes", pick(List.of("0", "7", "010", "18446744073709551615"))));
      }
      if (oneIn(4)) {
        words.addAll(
            List.of("comment", pick(List.of("", "x", "two words", "a\"b", "y".repeat(255)))));
      }
      if (oneIn(6)) {
        words.addAll(List.of("skbmark", pick(List.of("0x1", "0x1/0xff", "1", "0x0", "0x0/0x0"))));
      }
      if (oneIn(6)) {
        words.addAll(List.of("skbprio", pick(List.of("1:2", "a:ff", "0:0", "1", "1:"))));
      }
      if (oneIn(6)) {
        words.addAll(List.of("skbqueue", pick(List.of("0", "3", "65535", "65536"))));
      }
    }
    return words;
  }

  private String text(Made made, boolean ranges) {
    return switch (made.type) {
      case "hash:ip" -> ip(made.v6, ranges);
      case "hash:net" -> net(made.v6, ranges);
      case "hash:ip,port" -> ip(made.v6, ranges) + "," + port(made.v6, ranges);
      case "hash:net,port" -> net(made.v6, ranges) + "," + port(made.v6, ranges);
      case "bitmap:port" -> bitmapPort(ranges);
      default -> oneIn(12) ? "a,before,b" : pick(NAMES);
    };
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
    String address = address(v6);
    if (!ranges || !oneIn(4)) {
      return address;
    }
    return oneIn(2)
        ? address + "/" + pick(List.of("24", "30", "31", "32", "33", "0", "128", "127", "x"))
        : address + "-" + address(v6);
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
    return ranges && oneIn(4) ? address + "-" + address(v6) : address;
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
      case 5 -> pick(List.of("sctp:", "udplite:", "132:", "TCP:")) + pick(List.of("80", "7-9"));
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
}
