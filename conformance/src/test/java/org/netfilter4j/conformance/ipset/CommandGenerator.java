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

  /** What is made of sets that are there. */
  private record Made(String type, boolean v6, boolean extended) {}

  private final SplittableRandom random;
  private final List<String> types;
  private final ElementGenerator elements;
  private final Map<String, Made> sets = new HashMap<>();

  CommandGenerator(SplittableRandom random, List<String> types) {
    this.random = random;
    this.types = types;
    elements = new ElementGenerator(random);
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

  /** A command that lists sets, with options at random. */
  List<String> look() {
    List<String> words = new ArrayList<>();
    words.add(pick(List.of("list", "save", "-L", "--save", "l", "sav", "--list", "-S")));
    if (oneIn(3)) {
      words.add(name());
    }
    boolean output = oneIn(2);
    if (output) {
      words.addAll(
          random.nextInt(words.size() + 1),
          List.of(
              pick(List.of("-o", "-output", "--output", "--o")),
              pick(List.of("plain", "save", "xml", "Plain"))));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      // Never in between an option and its argument. The tool that saves in another form than that
      // of save prints the name of a set once for each message of the kernel.
      words.add(
          pick(
              List.of(
                  "-t",
                  "-terse",
                  "--terse",
                  "-q",
                  "--quiet",
                  "-!",
                  output ? "-q" : oneIn(2) ? "-n" : "-name")));
    }
    return words;
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
    String type = pick(types);
    List<String> words = new ArrayList<>(List.of("create", name, type));
    boolean hash = type.startsWith("hash");
    boolean v6 = hash && !type.equals("hash:mac") && oneIn(3);
    if (v6) {
      words.addAll(pick(List.of(List.of("family", "inet6"), List.of("-6"))));
    } else if (hash && oneIn(4)) {
      words.addAll(List.of("family", "inet"));
    }
    if (type.startsWith("bitmap") && !oneIn(20)) {
      words.addAll(range(type.equals("bitmap:port")));
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
    if (oneIn(type.startsWith("hash:ip") || type.startsWith("bitmap:ip") ? 4 : 30)) {
      words.addAll(
          List.of("netmask", pick(List.of("24", "30", "32", "0", "33", "64", "128", "1"))));
    }
    if (oneIn(type.startsWith("hash:ip") ? 8 : 40)) {
      words.addAll(
          List.of(
              "bitmask",
              pick(
                  List.of(
                      "255.255.0.255", "0.0.0.0", "ffff::ffff", "0.0.0.255", "255.255.255.255"))));
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
    if (oneIn(type.equals("hash:ip,mark") ? 3 : 60)) {
      words.addAll(List.of("markmask", pick(List.of("0xff", "0", "0xffffffff", "3", "x"))));
    }
    if (oneIn(20)) {
      words.add(pick(List.of("bogus", "timeout", "counters", "-timeout", "range", "-4", "-6")));
    }
    if (oneIn(30)) {
      words.addAll(List.of(pick(List.of("probes", "resize", "gc", "from", "to", "network")), "4"));
    }
    if (hash) {
      // With the same beginning both hashes have the same order.
      words.addAll(List.of("initval", Integer.toString(random.nextInt(1000))));
    }
    sets.putIfAbsent(name, new Made(type, v6, extended));
    return words;
  }

  private List<String> range(boolean ports) {
    if (ports) {
      return oneIn(8)
          ? List.of("from", pick(List.of("70", "http")), pick(List.of("to", "from")), "90")
          : List.of("range", pick(List.of("0-100", "75-90", "90-70", "0-65535", "tcp:1-99", "x")));
    }
    return switch (random.nextInt(12)) {
      case 0 -> List.of("from", "10.0.0.0", "to", "10.0.1.5");
      case 1 ->
          List.of(pick(List.of("from", "network", "to")), pick(List.of("10.0.0.0/24", "10.0.0.1")));
      case 2 -> List.of("range", "10.0.0.0/23", "to", pick(List.of("10.0.1.4", "10.0.0.0/32")));
      case 3, 4 ->
          List.of(
              "range",
              pick(
                  List.of(
                      "10.0.0.0",
                      "10.0.0.0/32",
                      "10.0.0.0/0",
                      "0.0.0.0/0",
                      "10.0.0.0/8",
                      "10.0.0.1/31",
                      "10.0.0.3-10.0.0.3",
                      "0.0.0.0-255.255.255.255",
                      "10.0.0.0-10.1.0.0",
                      "::/64")));
      default ->
          List.of(
              "range",
              pick(
                  List.of(
                      "10.0.0.0/23",
                      "10.0.0.0/16",
                      "10.0.0.2-10.0.1.3",
                      "10.0.1.3-10.0.0.1",
                      "10.0.0.0-10.0.255.255",
                      "10.0.1.0/24",
                      "10.0.0.7/22")));
    };
  }

  // Elements.

  private List<String> element(String command) {
    String name = name();
    Made made = sets.getOrDefault(name, new Made(pick(types), oneIn(2), true));
    boolean add = command.equals("add");
    List<String> words =
        new ArrayList<>(
            List.of(
                command,
                name,
                elements.text(made.type, made.v6, !command.equals("test") || oneIn(8))));
    if (made.type.equals("list:set") && oneIn(3)) {
      words.addAll(List.of(pick(List.of("before", "after")), pick(NAMES)));
    }
    if (made.type.contains("net") && oneIn(command.equals("del") ? 20 : 4)) {
      words.add("nomatch");
    }
    if (oneIn(made.type.equals("hash:net,iface") && add ? 4 : 60)) {
      words.add("wildcard");
    }
    if ((add && made.extended) || oneIn(30)) {
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
}
