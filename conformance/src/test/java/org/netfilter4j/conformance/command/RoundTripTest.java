package org.netfilter4j.conformance.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.TableName;
import org.netfilter4j.rules.Dialect;
import org.netfilter4j.rules.RuleException;
import org.netfilter4j.rules.Rules;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.Extensions;

/**
 * For rules of every extension, generated from its own table: what is printed is read back as the
 * same rule, and printed the same again, except where the C tool loses it too.
 */
class RoundTripTest {
  /** Lines for each extension and place. */
  private static final int LINES = 120;

  /** How many lines that are printed alike the judge is asked about. */
  private static final int ALIKE = 3;

  /** Where a rule stands. */
  private record Line(Dialect dialect, List<String> words) {
    /**
     * Takes a line apart: the program, then a table or not, then {@code -A CHAIN}, then the rule.
     */
    static Line of(List<String> line, Mode mode) {
      Dialect dialect =
          (line.getFirst().equals("iptables") ? Rules.ipv4() : Rules.ipv6()).mode(mode);
      int at = 1;
      if (line.get(at).equals("-t")) {
        dialect = dialect.table(TableName.find(line.get(at + 1)));
        at += 2;
      }
      assertThat(line.get(at)).isEqualTo("-A");
      return new Line(dialect.chain(line.get(at + 1)), line.subList(at + 2, line.size()));
    }
  }

  /**
   * A rule that is not read back.
   *
   * @param why what happens instead
   */
  private record Lost(List<String> line, String printed, String why) {
    @Override
    public String toString() {
      return String.join(" ", line) + "\n  printed as " + printed + "\n  " + why;
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatIsPrintedIsReadBack(Mode mode) {
    Set<Lost> lost = new LinkedHashSet<>();
    Set<String> none = new TreeSet<>();
    int read = 0;
    for (Extension extension : all()) {
      int before = read;
      for (List<String> place : Places.of(extension)) {
        OptionCases cases =
            new OptionCases(extension, place, Seeds.of("round trip " + extension.name()));
        for (List<String> words : cases.good(LINES)) {
          Line line = Line.of(words, mode);
          try {
            Rule rule = line.dialect.parse(line.words);
            read++;
            String printed = line.dialect.print(rule);
            String why = why(line.dialect, rule, printed);
            if (why != null) {
              lost.add(new Lost(words, printed, why));
            }
          } catch (RuleException e) {
            // Good lines are likely to be accepted, no more.
          }
        }
      }
      if (read == before) {
        none.add(extension.name());
      }
    }
    System.out.println(mode + ": " + read + " rules printed and read back, but for " + lost.size());
    assertThat(none).as("extensions of which no line was accepted").isEmpty();
    assertThat(lost).as("rules that are not read back").hasSizeLessThan(read / 20);
    assertThat(lostByUsAlone(lost, mode)).as("rules that the C tool reads back").isEmpty();
  }

  /** What becomes of the rule instead; null where it is read back. */
  private static @Nullable String why(Dialect dialect, Rule rule, String printed) {
    try {
      Rule back = dialect.parse(printed);
      if (!dialect.same(rule, back)) {
        return "another rule";
      }
      return dialect.print(back).equals(printed) ? null : "then as " + dialect.print(back);
    } catch (RuleException e) {
      return "refused: " + e.getMessage();
    }
  }

  /**
   * The C tools print rules that they can't read back too ({@code ! --ahspi :} as nothing): those
   * that they refuse when they see them again, or do not find with {@code -D}. (ip6tables-legacy
   * 1.8.9 with {@code -C} finds what only begins alike.)
   */
  private static List<Lost> lostByUsAlone(Set<Lost> lost, Mode mode) {
    if (lost.isEmpty()) {
      return List.of();
    }
    Oracle.require("iptables-nft", "iptables-legacy", "ipset");
    List<Lost> ours = new ArrayList<>();
    Map<String, Integer> asked = new HashMap<>();
    try (ListingJudge judge = ListingJudge.open(mode)) {
      Sets.give(judge);
      for (Lost each : lost) {
        if (asked.merge(each.printed, 1, Integer::sum) <= ALIKE && isReadBack(each, mode, judge)) {
          ours.add(each);
        }
      }
    }
    return ours;
  }

  /** Whether the C tool restores what is printed as a rule that is found as it was written. */
  private static boolean isReadBack(Lost lost, Mode mode, ListingJudge judge) {
    int at = lost.line.indexOf("-A");
    String program = lost.line.getFirst() + "-" + mode.word();
    List<String> delete = new ArrayList<>(List.of(program, "-t", table(lost.line), "-D"));
    List<String> flush = List.of(program, "-t", table(lost.line), "-F");
    delete.addAll(lost.line.subList(at + 1, lost.line.size()));
    String file =
        "*%s\n-A %s %s\nCOMMIT\n".formatted(table(lost.line), lost.line.get(at + 1), lost.printed);
    judge.namespace().exec(flush, "").orThrow(flush);
    return judge.namespace().exec(List.of(program + "-restore", "-n"), file).ok()
        && judge.namespace().exec(delete, "").ok();
  }

  private static String table(List<String> line) {
    return line.get(1).equals("-t") ? line.get(2) : "filter";
  }

  /** Bad lines, and good ones with characters that are lost, doubled or swapped. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatIsRefusedSaysWhyInOneLine(Mode mode) {
    SplittableRandom random = new SplittableRandom(Seeds.of("damaged rules"));
    int refused = 0;
    for (Extension extension : all()) {
      for (List<String> place : Places.of(extension)) {
        OptionCases cases =
            new OptionCases(extension, place, Seeds.of("refused " + extension.name()));
        List<List<String>> lines = new ArrayList<>(cases.bad(LINES / 2));
        lines.addAll(cases.good(LINES / 4));
        for (List<String> words : lines) {
          Line line = Line.of(words, mode);
          String text = damaged(String.join(" ", line.words), random);
          try {
            assertThat(line.dialect.parse(text)).isNotNull();
          } catch (RuleException e) {
            refused++;
            assertThat(e.getMessage()).as(text).isNotBlank().doesNotContain("\n");
            assertThat(e.exitCode()).as(text).isBetween(1, 4);
            assertThat(e.wordIndex() < 0).as(text).isEqualTo(e.word() == null);
            assertThat(e.word() == null || unquoted(text).contains(unquoted(e.word())))
                .as("%s is in %s", e.word(), text)
                .isTrue();
          }
        }
      }
    }
    System.out.println(mode + ": " + refused + " rules refused");
    assertThat(refused).isGreaterThan(1000);
  }

  private static String unquoted(String text) {
    return text.replaceAll("[\"\\\\]", "");
  }

  private static String damaged(String text, SplittableRandom random) {
    StringBuilder damaged = new StringBuilder(text);
    for (int i = random.nextInt(3); i > 0 && !damaged.isEmpty(); i--) {
      int at = random.nextInt(damaged.length());
      switch (random.nextInt(4)) {
        case 0 -> damaged.deleteCharAt(at);
        case 1 -> damaged.insert(at, damaged.charAt(at));
        case 2 -> damaged.setCharAt(at, damaged.charAt(random.nextInt(damaged.length())));
        default -> damaged.insert(at, "!-\" ,:/\\0x".charAt(random.nextInt(10)));
      }
    }
    return damaged.toString();
  }

  /** The descriptors of each family. */
  private static List<Extension> all() {
    Set<Extension> all = new LinkedHashSet<>();
    for (Family family : Family.values()) {
      Extensions.MATCH_NAMES.forEach(name -> {
        Extension found = Extensions.match(name, family);
        if (found != null) {
          all.add(found);
        }
      });
      Extensions.TARGET_NAMES.forEach(name -> {
        Extension found = Extensions.target(name, family);
        if (found != null) {
          all.add(found);
        }
      });
    }
    return List.copyOf(all);
  }
}
