package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/** Files for iptables-restore, whole and damaged. */
final class RestoreFiles {
  /**
   * Lines that are wrong somewhere, or at least odd. -S, -F, -Z, -E, -R and -X of what the same
   * file has just made are not among them: there the C tools fail, forget, or end with a
   * segmentation fault.
   */
  private static final List<String> ODD =
      List.of(
          "foo",
          "-A INPUT --nonsense",
          "-A INPUT -j nope",
          "-A nope -j ACCEPT",
          "-A INPUT -m mark",
          "-A INPUT -m nope",
          "[1:2 -A INPUT",
          "[12] -A INPUT",
          "[a:b] -A INPUT",
          "[1:2]-A INPUT",
          "[] -A INPUT",
          "[:] -A INPUT",
          "*filter",
          "*nope",
          "*",
          "COMMIT",
          "COMMIT ",
          ":",
          ": ACCEPT",
          ":INPUT",
          ":INPUT FOO [0:0]",
          ":INPUT - [7:8]",
          ":INPUT ACCEPT [x:y]",
          ":INPUT ACCEPT [7:8",
          ":INPUT ACCEPT",
          ":INPUT QUEUE [0:0]",
          ":user - [0:0]",
          ":user ACCEPT [0:0]",
          ":a -",
          ":" + "x".repeat(29) + " - [0:0]",
          ":ACCEPT - [0:0]",
          "   ",
          " # not a comment",
          "# a comment",
          "",
          "-t nat -A INPUT",
          "-A INPUT --table filter",
          "-A INPUT -w",
          "-6 -A INPUT -j DROP",
          "-4 -A INPUT -j DROP",
          "-A INPUT -m comment --comment \"open",
          "-A INPUT -m comment --comment \"\"",
          "-A INPUT -m comment --comment 'a b'",
          "-A INPUT -m comment --comment a\\ b",
          "-A INPUT -m comment --comment a\"b c\"",
          "-A INPUT -m comment --comment a\"b c\"d",
          "-A INPUT -m comment --comment \"a\\\"b\\\\c\\d\"",
          "-A INPUT -m comment --comment " + "x".repeat(300),
          "-A INPUT -m comment --comment " + "x".repeat(1100),
          "\"-A\" INPUT\t -j \t ACCEPT  ",
          "  -A INPUT",
          "-A INPUT -j ACCEPT\r",
          "-N user",
          "-X nope",
          "-D INPUT 1",
          "-D INPUT -j ACCEPT",
          "-I INPUT -j DROP",
          "-I INPUT 9 -j DROP",
          "-C INPUT -j ACCEPT",
          "-A user -j user",
          "-A INPUT -j user",
          "-A INPUT -j MASQUERADE",
          "-A INPUT -j OUTPUT",
          "-A INPUT -c 5 6 -j ACCEPT",
          "-A INPUT " + "-m comment --comment x ".repeat(90),
          "-A",
          "-A INPUT -A OUTPUT",
          "-V");

  private static final List<List<String>> TABLES =
      List.of(
          List.of("filter"),
          List.of("filter", "nat"),
          List.of("nat", "filter"),
          List.of("filter", "filter"),
          List.of("filter", "nat", "filter"));

  /** Commands that may stand anywhere in a table, about chains that may be there. */
  private static final List<String> ANYWHERE =
      List.of(
          "-P INPUT DROP",
          "-P FORWARD ACCEPT",
          "-P OUTPUT QUEUE",
          "-P user DROP",
          "-P INPUT ACCEPT -c 3 4",
          "-N user",
          "-N made",
          "-A made -j ACCEPT",
          "-D INPUT 1",
          "-I INPUT -j ACCEPT",
          "-I INPUT 2 -j ACCEPT",
          "-I old 1 -j RETURN",
          "-I FORWARD 9",
          "-C INPUT -p tcp -j old",
          "-C INPUT -j ACCEPT");

  /**
   * Commands about what is there before the file. iptables-nft-restore is sound with them where the
   * file has not touched that yet; see {@link RestoreOddity}.
   */
  private static final List<String> FIRST =
      List.of(
          "-F",
          "-F INPUT",
          "-F user",
          "-F old",
          "-F nope",
          "-X user",
          "-Z",
          "-Z INPUT",
          "-Z old",
          "-Z INPUT 1",
          "-Z FORWARD 9",
          "-E nope x",
          "-D old 1",
          "-D INPUT 2",
          "-D INPUT -p tcp -j old",
          "-D INPUT -s 10.0.0.0/8",
          "-R INPUT 1 -j DROP",
          "-R INPUT 3 -j DROP",
          "-R old 1 -s 1.1.1.1",
          "-S INPUT",
          "-L INPUT -n");

  /** Commands that leave iptables-nft-restore with a wrong picture of the table. */
  private static final List<String> LEGACY_ALONE =
      List.of(
          "-X",
          "-X INPUT",
          "-E user other",
          "-E old user",
          "-E old older",
          "-S",
          "-L -n",
          "-L old -n");

  private RestoreFiles() {}

  /** A file with commands in its tables that are not -A. */
  static String withCommands(CommandGenerator generator, Family family, Mode mode) {
    List<String> lines = new ArrayList<>(List.of(file(generator, family).split("\n", -1)));
    List<String> commands = new ArrayList<>(ANYWHERE);
    if (mode == Mode.LEGACY) {
      commands.addAll(FIRST);
      commands.addAll(LEGACY_ALONE);
    }
    int count = generator.below(4);
    for (int i = 0; i < count; i++) {
      String command = generator.pick(commands);
      int at = generator.below(lines.size());
      // The C tool can't list the file's own rules; see RestoreOddity.
      lines.add(command.startsWith("-S") ? lines.indexOf("*filter") + 1 : at, command);
    }
    int table = lines.indexOf("*filter");
    if (mode == Mode.NFT && table >= 0) {
      lines.add(table + 1, generator.pick(FIRST));
    }
    return String.join("\n", lines);
  }

  /** A file of one or two tables, most of them damaged somewhere. */
  static String file(CommandGenerator generator, Family family) {
    List<String> lines = new ArrayList<>();
    for (String table : generator.pick(TABLES)) {
      table(generator, family, table, lines);
    }
    int damages = generator.pick(List.of(0, 1, 1, 1, 2));
    for (int i = 0; i < damages && !lines.isEmpty(); i++) {
      int at = generator.below(lines.size() + 1);
      switch (generator.below(5)) {
        case 0 -> lines.remove(Math.min(at, lines.size() - 1));
        case 1 -> {
          String line = lines.get(Math.min(at, lines.size() - 1));
          lines.set(
              Math.min(at, lines.size() - 1),
              line.substring(0, generator.below(line.length() + 1)));
        }
        default -> lines.add(at, generator.pick(ODD));
      }
    }
    String text = String.join("\n", lines);
    text = generator.chance(95) ? text + "\n" : text;
    return generator.chance(98) ? text : text.replace("\n", "\r\n");
  }

  private static void table(
      CommandGenerator generator, Family family, String table, List<String> lines) {
    List<String> builtIn =
        table.equals("filter")
            ? List.of("INPUT", "FORWARD", "OUTPUT")
            : List.of("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING");
    lines.add("*" + table);
    for (String chain : builtIn) {
      if (generator.chance(80)) {
        String policy = table.equals("filter") && generator.chance(30) ? "DROP" : "ACCEPT";
        lines.add(":" + chain + " " + policy + " [" + generator.below(9) + ":12]");
      }
    }
    List<String> own = generator.pick(List.of(List.of(), List.of("user"), List.of("a", "b")));
    own.forEach(c -> lines.add(":" + c + " - [0:0]"));
    int rules = generator.below(6);
    for (int i = 0; i < rules; i++) {
      List<String> chains = new ArrayList<>(builtIn);
      chains.addAll(own);
      StringBuilder rule = new StringBuilder();
      if (generator.chance(40)) {
        rule.append("[").append(generator.below(100)).append(":1234567] ");
      }
      rule.append("-A ").append(generator.pick(chains));
      if (generator.chance(40)) {
        rule.append(" -s ").append(family == Family.IPV4 ? "10.0.0.0/8" : "fe80::/10");
      }
      if (generator.chance(40)) {
        rule.append(" -p tcp -m tcp --dport ").append(generator.below(70000));
      }
      if (generator.chance(30)) {
        rule.append(" -m comment --comment \"a \\\"b\\\" c\"");
      }
      if (generator.chance(70)) {
        List<String> targets = new ArrayList<>(List.of("ACCEPT", "RETURN"));
        targets.addAll(own);
        rule.append(" -j ").append(generator.pick(targets));
      }
      lines.add(rule.toString());
    }
    lines.add("COMMIT");
  }
}
