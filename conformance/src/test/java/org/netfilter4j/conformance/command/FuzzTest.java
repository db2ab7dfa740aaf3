package org.netfilter4j.conformance.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Mutations;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.set.SetNamespace;

/**
 * Damaged command lines and files of all programs of iptables: no exception leaves them, what they
 * refuse they say in plain words with one of the C tools' exit codes, and nothing is changed then.
 * {@code -Dnf4j.fuzz=N} runs N times as many.
 */
class FuzzTest {
  private static final int TIMES = Integer.getInteger("nf4j.fuzz", 1);
  private static final int LINES_PER_EXTENSION = 2_000;
  private static final int LINES = 100_000;
  private static final int FILES = 20_000;

  private final SplittableRandom random = new SplittableRandom(Seeds.of("fuzz"));
  private final Mutations mutations = new Mutations(random);

  @ParameterizedTest
  @EnumSource(Mode.class)
  void damagedRulesOfEveryExtensionAreRefusedInPlainWords(Mode mode) {
    OurTools ours = new OurTools(mode, new SetNamespace());
    long refused = 0;
    long lines = 0;
    for (Extension extension : ExtensionsTest.all()) {
      clear(ours);
      List<List<String>> places = Places.of(extension);
      for (List<String> place : places) {
        int count = LINES_PER_EXTENSION * TIMES / places.size();
        OptionCases cases = new OptionCases(extension, place, random.nextLong());
        List<List<String>> all = new ArrayList<>(cases.good(count / 2));
        all.addAll(cases.bad(count / 2));
        for (List<String> line : all) {
          List<String> words = mutations.words(line);
          if (random.nextInt(8) == 0) {
            words.set(0, words.getFirst() + "-translate");
          }
          lines++;
          refused += refuses(ours, words, "") ? 1 : 0;
        }
      }
    }
    report("rules of extensions in " + mode + " mode", lines, refused);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void damagedCommandsAreRefusedInPlainWords(Mode mode) {
    CommandGenerator generator = new CommandGenerator(Seeds.of("fuzz commands"), mode);
    OurTools ours = new OurTools(mode, new SetNamespace());
    long refused = 0;
    for (int i = 0; i < LINES * TIMES; i++) {
      if (i % 40 == 0) {
        clear(ours);
      }
      Family family = generator.family();
      refused += refuses(ours, mutations.words(generator.command(family)), "") ? 1 : 0;
    }
    report("commands in " + mode + " mode", (long) LINES * TIMES, refused);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void damagedFilesAreRefusedInPlainWords(Mode mode) {
    CommandGenerator generator = new CommandGenerator(Seeds.of("fuzz files"), mode);
    OurTools ours = new OurTools(mode, new SetNamespace());
    long refused = 0;
    for (int i = 0; i < FILES * TIMES; i++) {
      clear(ours);
      Family family = generator.family();
      String file = RestoreFiles.file(generator, family);
      for (int j = random.nextInt(4); j > 0; j--) {
        file = mutations.text(file);
      }
      String program = family == Family.IPV4 ? "iptables-restore" : "ip6tables-restore";
      refused += refuses(ours, List.of(program), file) ? 1 : 0;
    }
    report("files in " + mode + " mode", (long) FILES * TIMES, refused);
  }

  @Test
  void damagedFilesAreTranslatedOrRefusedInPlainWords(@TempDir Path directory) throws IOException {
    CommandGenerator generator = new CommandGenerator(Seeds.of("fuzz translate"), Mode.NFT);
    OurTools ours = new OurTools(Mode.NFT, new SetNamespace());
    Path path = directory.resolve("rules");
    long refused = 0;
    for (int i = 0; i < FILES / 2 * TIMES; i++) {
      Family family = generator.family();
      String program = family == Family.IPV4 ? "iptables" : "ip6tables";
      Files.writeString(
          path, mutations.text(RestoreFiles.file(generator, family)).replace('\ud800', '?'));
      List<String> line = List.of(program + "-restore-translate", "-f", path.toString());
      refused += refuses(ours, line, "") ? 1 : 0;
    }
    report("files to translate", FILES / 2L * TIMES, refused);
  }

  private static void report(String what, long cases, long refused) {
    System.out.printf(
        Locale.ROOT, "fuzz, %s: %,d, of which %,d refused, none badly%n", what, cases, refused);
    assertThat(refused).as("refused").isBetween(cases / 10, cases - 1);
  }

  /** In legacy mode a command makes its table, even one that then fails: so all are made here. */
  private static void clear(OurTools ours) {
    ours.clear();
    for (TableName table : TableName.values()) {
      ours.run(List.of("iptables", "-t", table.word(), "-S"));
      ours.run(List.of("ip6tables", "-t", table.word(), "-S"));
    }
  }

  /** Runs a line; whether it was refused. Fails where that was done badly. */
  private static boolean refuses(OurTools ours, List<String> words, String input) {
    List<Ruleset> before = ours.state();
    Result result;
    try {
      result = ours.run(words, input);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(Command.of(words) + "\n" + input, e);
    }
    if (result.ok()) {
      return false;
    }
    assertThat(result.exit()).as("%s\n%s", words, input).isBetween(1, 4);
    assertThat(result.stderr())
        .as("%s\n%s", words, input)
        .isNotBlank()
        .doesNotContain("Exception", "\tat ", "org.netfilter4j");
    if (!words.getFirst().endsWith("-restore")) {
      assertThat(ours.state()).as("%s\n%s", words, input).isEqualTo(before);
    }
    return true;
  }
}
