package org.netfilter4j.conformance.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.agent.files.Reading;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.agent.keep.Drift;
import org.netfilter4j.agent.keep.Keeper;
import org.netfilter4j.agent.keep.KeeperException;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.agent.KeeperBench;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Extension;

/**
 * Rules of every extension, in chains of the agent's and in others': as soon as they are applied
 * the kernel has what is wanted, for a rule that is read back otherwise than it was written would
 * be repaired without end.
 */
class KeeperExtensionsTest {
  private static final int LINES = 40;

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "nft", "ipset");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void areThereOnceTheyAreApplied(Mode mode) {
    List<String> differing = new ArrayList<>();
    int applied = 0;
    int refused = 0;
    try (KeeperBench bench = new KeeperBench(mode);
        Keeper keeper = bench.keeper()) {
      for (String type : List.of("s hash:ip", "n hash:net", "p hash:ip,port")) {
        bench.tool("ipset create " + type);
      }
      for (String type : List.of("six hash:ip", "six-net hash:net", "six-port hash:ip,port")) {
        bench.tool("ipset create " + type + " family inet6");
      }
      bench.tool("ipset create ports bitmap:port range 0-65535");
      for (Extension extension : ExtensionsTest.all()) {
        if (Lacking.has(extension)) {
          continue;
        }
        for (Family family : extension.families()) {
          for (String[] files : split(bench, family, lines(bench, extension, family))) {
            try {
              differing.addAll(differences(keeper, bench.wanted(files)));
              applied++;
            } catch (KeeperException e) {
              // The longest comments leave no room for the mark.
              String why = e.getMessage();
              boolean ours = why.contains("leaves no room") || why.contains("other family");
              assertThat(e.reason())
                  .as(e.text() + "\n" + files[1])
                  .isEqualTo(ours ? KeeperException.Reason.WRONG : KeeperException.Reason.REFUSED);
              refused++;
            }
          }
        }
        keeper.cleanup();
      }
    }
    System.out.println(mode + ": " + applied + " applied, " + refused + " refused by the kernel");
    assertThat(differing).isEmpty();
    assertThat(applied).isGreaterThan(120);
  }

  private static List<String> differences(Keeper keeper, Wanted wanted) {
    keeper.apply(wanted);
    List<String> differences = new ArrayList<>();
    for (Drift drift : keeper.drift(wanted, true)) {
      differences.add(drift.words());
    }
    if (differences.isEmpty() && keeper.apply(wanted).changed()) {
      differences.add("changed again: " + wanted.rules());
    }
    return differences;
  }

  /** Lines of files that can be read, each with its table. */
  private static List<String[]> lines(KeeperBench bench, Extension extension, Family family) {
    List<String[]> good = new ArrayList<>();
    List<List<String>> places = Places.of(extension, family);
    for (List<String> place : places) {
      OptionCases cases = new OptionCases(extension, place, Seeds.of(extension.name()));
      for (List<String> words : cases.good(LINES / places.size())) {
        boolean inTable = words.get(1).equals("-t");
        String table = inTable ? words.get(2) : "filter";
        List<String> rule = words.subList(inTable ? 3 : 1, words.size());
        // Half of them in a chain of the agent's.
        boolean own = good.size() % 2 == 1;
        String chain = own ? "OWN" : rule.get(1);
        String[] line = {table, own ? ":OWN - [0:0]" : "", "-A " + chain + words(rule)};
        if (bench.read(file(family), text(List.<String[]>of(line))) instanceof Reading.Good) {
          good.add(line);
        }
      }
    }
    return good;
  }

  private static String words(List<String> rule) {
    StringBuilder text = new StringBuilder();
    for (String word : rule.subList(2, rule.size())) {
      boolean plain =
          !word.isEmpty() && word.chars().noneMatch(c -> c <= ' ' || "\"\\'".indexOf(c) >= 0);
      text.append(' ')
          .append(plain ? word : '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
    }
    return text.toString();
  }

  private static String file(Family family) {
    return family == Family.IPV4 ? "x.v4" : "x.v6";
  }

  private static String text(List<String[]> lines) {
    StringBuilder text = new StringBuilder();
    for (String table : List.of("raw", "mangle", "nat", "filter", "security")) {
      List<String[]> here = lines.stream().filter(line -> line[0].equals(table)).toList();
      if (!here.isEmpty()) {
        text.append('*').append(table).append('\n');
        here.stream()
            .map(line -> line[1])
            .filter(line -> !line.isEmpty())
            .findAny()
            .ifPresent(line -> text.append(line).append('\n'));
        here.forEach(line -> text.append(line[2]).append('\n'));
        text.append("COMMIT\n");
      }
    }
    return text.toString();
  }

  /** All lines in one file where the kernel takes them; else each in a file of its own. */
  private static List<String[]> split(KeeperBench bench, Family family, List<String[]> lines) {
    List<String[]> all = new ArrayList<>();
    if (lines.isEmpty()) {
      return all;
    }
    String[] whole = {file(family), text(lines)};
    if (bench.read(whole) instanceof Reading.Good good) {
      try (Keeper keeper = bench.keeper()) {
        keeper.apply(good.wanted());
        keeper.cleanup();
        all.add(whole);
        return all;
      } catch (KeeperException e) {
        // One of them is refused.
      }
    }
    for (String[] line : lines) {
      all.add(new String[] {file(family), text(List.<String[]>of(line))});
    }
    return all;
  }
}
