package org.netfilter4j.conformance.ipset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Mutations;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.xt.set.SetNamespace;
import org.netfilter4j.xt.set.SetTypes;

/**
 * Damaged command lines and files of ipset, over all types: no exception leaves it, and what it
 * refuses it says in plain words, with nothing changed.
 */
class IpsetFuzzTest {
  private static final int SEQUENCES = 5_000;
  private static final int LENGTH = 24;

  private final SplittableRandom random = new SplittableRandom(20_261_123);
  private final Mutations mutations = new Mutations(random);

  @Test
  void damagedCommandsAreRefusedInPlainWords() {
    CommandGenerator generator = new CommandGenerator(random, SetTypes.NAMES);
    long refused = 0;
    for (int i = 0; i < SEQUENCES; i++) {
      SetNamespace sets = new SetNamespace();
      for (List<String> words : generator.sequence(LENGTH)) {
        List<String> line = new ArrayList<>(words);
        if (random.nextInt(3) > 0) {
          line.addFirst("ipset");
          line = mutations.words(line);
          line.removeFirst();
        }
        refused += refuses(sets, line, "") ? 1 : 0;
      }
    }
    report("command lines", (long) SEQUENCES * LENGTH, refused);
  }

  @Test
  void damagedFilesAreRefusedInPlainWords() {
    CommandGenerator generator = new CommandGenerator(random, SetTypes.NAMES);
    long refused = 0;
    for (int i = 0; i < SEQUENCES; i++) {
      StringBuilder file = new StringBuilder();
      for (List<String> words : generator.sequence(LENGTH / 2)) {
        file.append(String.join(" ", words)).append('\n');
      }
      String text = file.toString();
      for (int j = random.nextInt(4); j > 0; j--) {
        text = mutations.text(text);
      }
      refused += refuses(new SetNamespace(), List.of("restore"), text) ? 1 : 0;
    }
    report("files", (long) SEQUENCES, refused);
  }

  private static void report(String what, long cases, long refused) {
    System.out.printf(
        Locale.ROOT,
        "fuzz, ipset %s: %,d, of which %,d refused, none badly%n",
        what,
        cases,
        refused);
    assertThat(refused).as("refused").isBetween(cases / 10, cases - 1);
  }

  private static boolean refuses(SetNamespace sets, List<String> words, String input) {
    Result result;
    try {
      result = IpsetCommandTest.ours(sets, words, input);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(words + "\n" + input, e);
    }
    if (result.ok()) {
      return false;
    }
    assertThat(result.exit()).as("%s\n%s", words, input).isBetween(1, 4);
    // A test that an element is not in a set says so, unless it is to be quiet.
    assertThat(result.stderr())
        .as("%s\n%s", words, input)
        .doesNotContain("Exception", "\tat ", "org.netfilter4j");
    return true;
  }
}
