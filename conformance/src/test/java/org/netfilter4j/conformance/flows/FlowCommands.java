package org.netfilter4j.conformance.flows;

import java.util.ArrayList;
import java.util.List;

/**
 * Command lines of conntrack from a seed, good and bad. Left out is what makes the C tool end in a
 * segmentation fault ({@code --id} without a value, states of SCTP that it does not know), and what
 * it does in ways that nobody can want ({@link Oddities}).
 */
final class FlowCommands extends FlowWords {
  /** What named the connections that were to be made, without zones. */
  private final List<List<String>> made = new ArrayList<>();

  FlowCommands(long seed) {
    super(seed);
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

  /** A line that lists, gets, changes, deletes, counts, or is wrong. */
  List<String> other() {
    ipv6 = chance(40);
    return switch (below(20)) {
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
    words.addAll(made.get(below(made.size())));
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
          switch (below(5)) {
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
    for (int i = 1 + below(2); i > 0; i--) {
      words.add(
          below(words.size() + 1),
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
