package org.netfilter4j.conformance.ipset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.command.ipset.Ipset;
import org.netfilter4j.command.ipset.IpsetEnvironment;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.conformance.command.ListingJudge;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.set.SetNamespace;

/**
 * Rules with {@code -m set} and {@code -j SET}, good and bad, as the C tools take and list them.
 */
class SetRulesTest {
  private static final List<String> SETS =
      List.of(
          "ipset create s hash:ip",
          "ipset create p hash:ip,port counters",
          "ipset create six hash:ip family inet6",
          "ipset create ports bitmap:port range 0-65535",
          "ipset create n hash:net skbinfo timeout 0",
          "ipset create l list:set",
          "ipset create a-name-of-thirty-one-characters hash:ip");

  private static final List<String> NAMES =
      List.of("s", "p", "ports", "n", "l", "a-name-of-thirty-one-characters");
  private static final int LINES = 260;

  @BeforeAll
  static void judge() {
    Oracle.require("ipset", "iptables-nft", "iptables-legacy", "ip6tables-nft", "ip6tables-legacy");
  }

  private static SetNamespace sets() {
    SetNamespace sets = new SetNamespace();
    PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
    IpsetEnvironment world =
        new IpsetEnvironment(
            sets,
            SystemNames.ofMachine(),
            InputStream.nullInputStream(),
            nowhere,
            nowhere,
            Clock.systemUTC());
    for (String line : SETS) {
      List<String> words = Command.words(line);
      assertThat(Ipset.run(words.subList(1, words.size()), world)).as(line).isZero();
    }
    return sets;
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void rulesWithSetsAreTakenAndListedAsTheToolsDo(Mode mode) {
    Lines lines = new Lines(new SplittableRandom(Long.getLong("nf4j.seed", 11)));
    try (ListingJudge judge = ListingJudge.open(mode);
        Tally tally = new Tally("-m set and -j SET in mode " + mode.word())) {
      judge.sets(SETS, sets());
      int accepted = 0;
      int refused = 0;
      for (int i = 0; i < LINES; i += 10) {
        List<List<String>> some = new ArrayList<>();
        for (int j = 0; j < 10; j++) {
          some.add(lines.next());
        }
        ListingJudge.Verdicts verdicts = judge.compare(List.of(), some, tally);
        accepted += verdicts.accepted();
        refused += verdicts.refused();
      }
      System.out.println(judge.messages() + "; accepted " + accepted + ", refused " + refused);
      tally.assertAgreement(LINES);
      assertThat(accepted).isGreaterThan(80);
      assertThat(refused).isGreaterThan(40);
    }
  }

  /** Lines of iptables about sets. */
  private record Lines(SplittableRandom random) {
    private <T> T pick(List<T> of) {
      return of.get(random.nextInt(of.size()));
    }

    private boolean oneIn(int n) {
      return random.nextInt(n) == 0;
    }

    List<String> next() {
      boolean v6 = oneIn(6);
      List<String> words = new ArrayList<>(List.of(v6 ? "ip6tables" : "iptables"));
      boolean target = oneIn(3);
      words.addAll(List.of("-t", target ? "mangle" : pick(List.of("filter", "mangle"))));
      words.addAll(
          List.of("-A", target ? pick(List.of("FORWARD", "OUTPUT", "PREROUTING")) : "INPUT"));
      if (target && oneIn(8)) {
        words.set(2, "filter");
        words.set(4, "FORWARD");
      }
      if (oneIn(4)) {
        words.addAll(List.of("-p", "tcp"));
      }
      if (target) {
        target(words);
      } else {
        match(words);
        if (oneIn(6)) {
          match(words);
        }
        words.addAll(oneIn(3) ? List.of("-j", "DROP") : List.of());
      }
      return words;
    }

    private List<String> reference() {
      String name = oneIn(12) ? pick(List.of("nosuch", "six", "x".repeat(32))) : pick(NAMES);
      String directions =
          oneIn(10)
              ? pick(
                  List.of(
                      "both", "src,", ",", "srcx", "source", "src,dst,src,dst,src,dst,src", "SRC"))
              : pick(List.of("src", "dst", "src,dst", "dst,src", "src,src,dst"));
      return oneIn(25) ? List.of(name) : List.of(name, directions);
    }

    private void match(List<String> words) {
      words.addAll(List.of("-m", "set"));
      List<List<String>> options = new ArrayList<>();
      if (!oneIn(15)) {
        List<String> option = new ArrayList<>(oneIn(3) ? List.of("!") : List.of());
        option.add(oneIn(10) ? "--set" : "--match-set");
        option.addAll(reference());
        options.add(option);
      }
      for (String flag : List.of("--return-nomatch", "--update-counters", "--update-subcounters")) {
        if (oneIn(5)) {
          boolean not = !flag.equals("--return-nomatch") ? !oneIn(3) : oneIn(6);
          options.add(not ? List.of("!", flag) : List.of(flag));
        }
      }
      for (String what : List.of("packets", "bytes")) {
        if (oneIn(4)) {
          String option = "--" + what + "-" + pick(List.of("eq", "lt", "gt"));
          String value =
              oneIn(8)
                  ? pick(List.of("x", "-1", "18446744073709551616", ""))
                  : pick(List.of("0", "5", "0x10", "010", "18446744073709551615"));
          boolean not = option.endsWith("eq") ? oneIn(2) : oneIn(8);
          options.add(not ? List.of("!", option, value) : List.of(option, value));
        }
      }
      if (oneIn(12)) {
        options.add(List.of("--packets-eq", "3"));
      }
      java.util.Collections.shuffle(options, new java.util.Random(random.nextLong()));
      options.forEach(words::addAll);
    }

    private void target(List<String> words) {
      words.addAll(List.of("-j", "SET"));
      for (String option : List.of("--add-set", "--del-set", "--map-set")) {
        if (oneIn(2)) {
          words.addAll(oneIn(10) ? List.of("!", option) : List.of(option));
          words.addAll(reference());
        }
      }
      if (oneIn(4)) {
        words.add("--exist");
      }
      if (oneIn(4)) {
        words.addAll(
            List.of(
                "--timeout", pick(List.of("0", "60", "0x10", "4294967294", "4294967295", "x"))));
      }
      for (String flag : List.of("--map-mark", "--map-prio", "--map-queue")) {
        if (oneIn(3)) {
          words.addAll(oneIn(10) ? List.of("!", flag) : List.of(flag));
        }
      }
      if (oneIn(20)) {
        words.addAll(List.of("!", "--add-set", "s", "src"));
      }
    }
  }
}
