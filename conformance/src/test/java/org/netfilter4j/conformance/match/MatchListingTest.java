package org.netfilter4j.conformance.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.conformance.command.OurTools;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.set.SetNamespace;

/** Generated uses of every match: the same exit codes and listings as the C tools. */
class MatchListingTest {
  private static final int DRAWS = 70;

  private static final List<String> MATCHES =
      List.of(
          "addrtype",
          "comment",
          "connmark",
          "conntrack",
          "icmp",
          "icmp6",
          "iprange",
          "limit",
          "mac",
          "mark",
          "multiport",
          "owner",
          "physdev",
          "pkttype",
          "state",
          "statistic",
          "tcp",
          "udp");

  /** Table and chain that the rules go to; those of the list take turns. */
  private static final List<String[]> PLACES =
      List.of(
          new String[] {"filter", "INPUT"},
          new String[] {"filter", "OUTPUT"},
          new String[] {"mangle", "FORWARD"},
          new String[] {"mangle", "POSTROUTING"},
          new String[] {"raw", "PREROUTING"},
          new String[] {"filter", "USER"});

  /** Without a resolver: the namespace has none either. */
  private static final Names NAMES = new SystemNames(Path.of("/etc"), false);

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "ip6tables-nft", "ip6tables-legacy");
  }

  @Test
  void everyMatchListsAsTheToolsDo() {
    Map<String, int[]> counts = new TreeMap<>();
    try (Namespace namespace = Namespace.open();
        Tally tally = new Tally("matches: exit codes and listings")) {
      for (String match : MATCHES) {
        for (Family family : Family.values()) {
          SplittableRandom random = new SplittableRandom(match.hashCode() * 31L + family.bits());
          List<List<String>> cases = MatchCases.of(match, family, DRAWS, random);
          for (Mode mode : Mode.values()) {
            if (!cases.isEmpty()) {
              compare(match, family, mode, cases, namespace, tally, counts);
            }
          }
        }
      }
      counts.forEach((match, count) ->
          System.out.printf(
              Locale.ROOT, "%-10s %5d valid %5d invalid%n", match, count[0], count[1]));
      tally.assertAgreement(5000);
    }
    counts.forEach((match, count) -> {
      assertThat(count[0]).as("valid lines of " + match).isGreaterThanOrEqualTo(20);
      assertThat(count[1]).as("invalid lines of " + match).isGreaterThanOrEqualTo(10);
    });
  }

  private static void compare(
      String match,
      Family family,
      Mode mode,
      List<List<String>> cases,
      Namespace namespace,
      Tally tally,
      Map<String, int[]> counts) {
    // ip6tables-legacy 1.8.9 finds rules that only begin alike, and would delete them.
    boolean finds = family == Family.IPV4 || mode == Mode.NFT;
    List<List<String>> lines = lines(match, cases, finds);
    String program = (family == Family.IPV4 ? "iptables-" : "ip6tables-") + mode.word();
    namespace.clear();
    List<Result> judged =
        namespace.shell().runAll(lines.stream().map(l -> Command.of(words(program, l))).toList());
    OurTools ours = new OurTools(mode, new SetNamespace(), NAMES);
    int[] count = counts.computeIfAbsent(match, _ -> new int[2]);
    for (int i = 0; i < lines.size(); i++) {
      Result judge = judged.get(i);
      Result our = ours.run(words(program, lines.get(i)));
      String name = program + " " + String.join(" ", lines.get(i));
      if (tally.compare(name + ": exit\n" + judge.stderr() + our.stderr(), judge.exit(), our.exit())
          && judge.ok()) {
        tally.compare(name, judge.stdout(), our.stdout());
      }
      if (lines.get(i).contains("-A")) {
        count[judge.ok() ? 0 : 1]++;
      }
    }
  }

  private static List<String> words(String program, List<String> line) {
    List<String> words = new ArrayList<>();
    words.add(program);
    words.addAll(line);
    return words;
  }

  /**
   * Appends all, lists each chain in all ways, and deletes some by their text. Not rules with a
   * burst of 0: nf_tables makes 5 of it, and iptables-nft then does not find the rule.
   */
  private static List<List<String>> lines(String match, List<List<String>> cases, boolean finds) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("-N", "USER"));
    lines.add(List.of("-A", "INPUT", "-j", "USER"));
    for (int i = 0; i < cases.size(); i++) {
      lines.add(rule("-A", place(match, i), cases.get(i)));
    }
    for (String[] place : PLACES) {
      lines.add(List.of("-t", place[0], "-S", place[1]));
      lines.add(List.of("-t", place[0], "-L", place[1], "-n", "-v", "-x", "--line-numbers"));
      lines.add(List.of("-t", place[0], "-L", place[1]));
    }
    for (int i = 0; finds && i < cases.size(); i += 4) {
      if (cases.get(i).toString().contains("limit-burst, 0")
          || cases.get(i).contains("--limit-burst=0")) {
        continue;
      }
      lines.add(rule("-C", place(match, i), cases.get(i)));
      lines.add(rule("-D", place(match, i), cases.get(i)));
    }
    for (String[] place : PLACES) {
      lines.add(List.of("-t", place[0], "-S", place[1]));
    }
    return lines;
  }

  /** Most uses of owner and mac go where the kernel takes them. */
  private static String[] place(String match, int index) {
    int turn = index % PLACES.size();
    return PLACES.get(
        switch (match) {
          case "owner" -> index % 4 == 0 ? turn : 1;
          case "mac" -> index % 4 == 0 ? turn : 0;
          default -> turn;
        });
  }

  private static List<String> rule(String command, String[] place, List<String> words) {
    List<String> line = new ArrayList<>(List.of("-t", place[0], command, place[1]));
    line.addAll(words);
    return line;
  }
}
