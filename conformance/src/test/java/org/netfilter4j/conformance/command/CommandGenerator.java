package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/** Commands of the base language, good and bad, in all spellings; the same for the same seed. */
final class CommandGenerator {
  private static final List<String> BUILT_IN =
      List.of("INPUT", "FORWARD", "OUTPUT", "PREROUTING", "POSTROUTING");
  private static final List<String> CHAINS = List.of("a", "b", "c", "zz", "a-long-chain.name_1");
  private final SplittableRandom random;
  private final Mode mode;

  CommandGenerator(long seed, Mode mode) {
    this.random = new SplittableRandom(seed);
    this.mode = mode;
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  Family family() {
    return random.nextInt(5) < 3 ? Family.IPV4 : Family.IPV6;
  }

  static String program(Family family) {
    return family == Family.IPV4 ? "iptables" : "ip6tables";
  }

  /** A rule that is appended to a built-in chain of the filter table. */
  List<String> append(Family family) {
    List<String> line = new ArrayList<>();
    line.add(program(family));
    String chain = pick(List.of("INPUT", "FORWARD", "OUTPUT"));
    if (chance(80)) {
      line.add(pick(List.of("-A", "-A", "--append", "--app")));
      line.add(chain);
    } else if (chance(50)) {
      line.add("--append=" + chain);
    } else {
      line.add("-A" + chain);
    }
    specification(family, line, 20);
    if (chance(5)) {
      int at = 1 + random.nextInt(line.size());
      line.add(
          at, pick(List.of("!", "-n", "--", "stray", "-x", "-y", "--s", "--in", "-v", "-h x")));
    }
    return line;
  }

  /**
   * Adds the words of a rule.
   *
   * @param mistakes how many percent of the rules have one
   */
  void specification(Family family, List<String> line, int mistakes) {
    boolean bad = chance(mistakes);
    List<String> addresses = Spellings.addresses(family);
    List<String> badAddresses = Spellings.badAddresses(family);
    List<Runnable> parts = new ArrayList<>();
    if (chance(35)) {
      parts.add(() ->
          option(
              line,
              List.of("-s", "-s", "--source", "--src", "--sou"),
              pick(bad && chance(50) ? badAddresses : addresses)));
    }
    if (chance(35)) {
      parts.add(() ->
          option(
              line,
              List.of("-d", "-d", "--destination", "--dst", "--dest"),
              pick(bad && chance(50) ? badAddresses : addresses)));
    }
    if (chance(35)) {
      parts.add(() ->
          option(
              line,
              List.of("-p", "-p", "--protocol", "--proto"),
              pick(bad && chance(50) ? Spellings.BAD_PROTOCOLS : Spellings.PROTOCOLS)));
    }
    if (chance(25)) {
      parts.add(() ->
          option(
              line,
              List.of("-i", "--in-interface", "--in-i"),
              pick(bad && chance(50) ? Spellings.BAD_INTERFACES : Spellings.INTERFACES)));
    }
    if (chance(25)) {
      parts.add(() ->
          option(
              line,
              List.of("-o", "--out-interface", "--out"),
              pick(bad && chance(50) ? Spellings.BAD_INTERFACES : Spellings.INTERFACES)));
    }
    if (chance(10)) {
      parts.add(() -> {
        if (chance(40)) {
          line.add("!");
        }
        line.add(pick(List.of("-f", "--fragments", "--frag")));
      });
    }
    // ip6tables-nft 1.8.9 forgets the counters.
    if (chance(12) && (mode == Mode.LEGACY || family == Family.IPV4)) {
      parts.add(() ->
          line.addAll(
              pick(
                  List.of(
                      List.of("-c", "1", "2"),
                      List.of("--set-counters", "18446744073709551615", "0"),
                      List.of("-c", "123456,9999999"),
                      List.of("-c", "7", "8x"),
                      List.of("-c1", "2"),
                      List.of("--set-counters=99999", "100000"),
                      List.of("-c", "x", "1"),
                      List.of("-c", "1")))));
    }
    if (chance(8)) {
      parts.add(() ->
          line.addAll(
              pick(
                  List.of(
                      List.of("-4"),
                      List.of("-6"),
                      List.of("-v"),
                      List.of("-w"),
                      List.of("-w", "3"),
                      List.of("-w3"),
                      List.of("--wait=2"),
                      List.of("-W", "5"),
                      List.of("-w", "1", "-W", "5"),
                      List.of("--modprobe=x"),
                      List.of("-M", "x"),
                      List.of("-t", "filter"),
                      List.of("-t", "nope"),
                      List.of("--table=filter")))));
    }
    if (chance(60)) {
      parts.add(() -> target(line, bad));
    }
    if (bad && chance(30) && !parts.isEmpty()) {
      parts.add(pick(parts));
    }
    while (!parts.isEmpty()) {
      parts.remove(random.nextInt(parts.size())).run();
    }
  }

  private void target(List<String> line, boolean bad) {
    if (chance(bad ? 30 : 2)) {
      line.add("!");
    }
    if (chance(85)) {
      line.add(pick(List.of("-j", "-j", "--jump", "--ju")));
    } else {
      line.add(pick(List.of("-g", "--goto")));
    }
    line.add(
        pick(
            bad
                ? List.of("nope", "", "a b", "x".repeat(29), "x".repeat(30), "accept", "OUTPUT")
                : List.of("ACCEPT", "DROP", "RETURN", "QUEUE", "ACCEPT", "DROP")));
  }

  private void option(List<String> line, List<String> names, String argument) {
    if (chance(20)) {
      line.add("!");
    }
    String name = pick(names);
    if (name.startsWith("--") && chance(30)) {
      line.add(name + "=" + argument);
    } else if (!name.startsWith("--") && chance(10) && !argument.isEmpty()) {
      line.add(name + argument);
    } else {
      line.add(name);
      line.add(argument);
    }
  }

  /** A command about chains, rules by number, policies, counters or listings. */
  List<String> command(Family family) {
    List<String> line = new ArrayList<>();
    line.add(program(family));
    if (chance(10)) {
      line.add("-t");
      line.add(pick(List.of("filter", "mangle", "raw", "nat", "security")));
    }
    switch (random.nextInt(24)) {
      case 0, 1, 2 -> add(line, "-N", chance(90) ? pick(CHAINS) : badName());
      case 3 -> add(line, pick(List.of("-X", "--delete-chain")), ownChain());
      case 4 -> line.add("-X");
      case 5 -> add(line, "-E", ownChain(), chance(80) ? pick(CHAINS) : badName());
      case 6 -> {
        add(line, "-P", chain(), pick(List.of("ACCEPT", "DROP", "ACCEPT", "QUEUE", "a")));
        if (chance(50)) {
          add(line, "-c", "7", "8");
        }
      }
      case 7 -> add(line, "-F", chain());
      case 8 -> line.add(pick(List.of("-F", "-Z", "--zero", "--flush")));
      case 9 -> add(line, "-Z", chain());
      case 10 -> add(line, "-Z", chain(), number());
      case 11, 12 -> add(line, "-D", chain(), number());
      case 13, 14, 15 -> {
        add(line, "-I", chain());
        if (chance(60)) {
          line.add(number());
        }
        rule(line, family);
      }
      case 16 -> {
        add(line, "-R", chain(), number());
        rule(line, family);
      }
      case 17 -> {
        add(line, pick(List.of("-D", "-C", "-C", "--check")), chain());
        rule(line, family);
      }
      case 18 -> {
        line.add(pick(List.of("-S", "-L", "-nL", "-vnL", "-nvL", "-S", "-vS")));
        if (chance(60)) {
          line.add(chain());
          if (chance(40)) {
            line.add(number());
          }
        }
        if (chance(20)) {
          line.add(pick(List.of("-Z", "--line-numbers", "-x", "-v", "-n", "-j", "--list", "-A")));
        }
      }
      default -> {
        add(line, "-A", chain());
        rule(line, family);
      }
    }
    if (chance(4)) {
      line.add(1 + random.nextInt(line.size()), pick(List.of("!", "-n", "-x", "stray")));
    } else if (chance(8) && !line.get(1).contains("S") && !line.get(1).contains("L")) {
      line.add(1, "-v");
    }
    return line;
  }

  private static void add(List<String> line, String... words) {
    line.addAll(List.of(words));
  }

  /** A short rule, so that -C and -D find it again now and then. */
  void rule(List<String> line, Family family) {
    if (chance(40)) {
      add(
          line,
          "-s",
          family == Family.IPV4
              ? pick(List.of("1.1.1.1", "1.1.1.1/32", "2.0.0.0/8", "1.1.1.1,2.2.2.2"))
              : pick(List.of("::1", "::1/128", "fe80::/10")));
    }
    if (chance(30)) {
      add(line, "-p", pick(List.of("tcp", "6", "udp", "all")));
    }
    if (chance(10)) {
      add(line, "-i", pick(List.of("eth0", "+")));
    }
    if (chance(70)) {
      if (chance(80)) {
        add(line, "-j", chance(50) ? pick(CHAINS) : pick(List.of("ACCEPT", "RETURN", "OUTPUT")));
      } else {
        add(line, "-g", pick(CHAINS));
      }
    }
  }

  String chain() {
    return chance(50) ? pick(BUILT_IN.subList(0, 3)) : chance(90) ? pick(CHAINS) : pick(BUILT_IN);
  }

  /**
   * A chain that may be deleted or renamed: iptables-nft does that to built-in ones too, which
   * leaves a table that it can't read any more.
   */
  private String ownChain() {
    return mode == Mode.NFT ? pick(CHAINS) : chain();
  }

  private String badName() {
    return pick(
        List.of("-x", "!x", "ACCEPT", "LOG", "x".repeat(29), "x".repeat(28), "a b", "INPUT", ""));
  }

  private String number() {
    return chance(90)
        ? Integer.toString(1 + random.nextInt(5))
        : pick(List.of("0", "x", "-1", "999", "0x2", "2147483648", "1x"));
  }
}
