package org.netfilter4j.conformance.ipset;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.xt.set.SetNamespace;

/** Files of generated command lines, given to {@code ipset restore} and to {@code ipset -}. */
class IpsetFilesTest {
  private static final int FILES = 120;
  private static final int LENGTH = 14;
  private static final long SEED = Long.getLong("nf4j.seed", 31);

  @BeforeAll
  static void judge() {
    Oracle.requireKernel("ipset", "create", "x", "hash:ip", "netmask", "24");
  }

  /** The lines of a file, with what may stand between them. */
  static String file(List<List<String>> lines, SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      switch (random.nextInt(20)) {
        case 0 -> text.append("# a comment\n");
        case 1 -> text.append("  \n");
        case 2 -> text.append("COMMIT\n");
        case 3 -> text.append('\t');
        default -> {}
      }
      for (int i = 0; i < line.size(); i++) {
        String word = line.get(i);
        boolean quotes = word.isEmpty() || word.indexOf(' ') >= 0 || random.nextInt(30) == 0;
        text.append(i == 0 ? "" : random.nextInt(20) == 0 ? "  " : " ");
        text.append(quotes ? '"' + word + '"' : word);
      }
      text.append(random.nextInt(20) == 0 ? " \r\n" : "\n");
    }
    return !text.isEmpty() && random.nextInt(6) == 0
        ? text.substring(0, text.length() - 1)
        : text.toString();
  }

  /**
   * Of a sequence the lines that ours takes without a word. After a line that it can't read the
   * tool remembers parts of it in the next, and a warning ends its reading of a file; so does what
   * a test says. In a file, "-exist" in between holds for lines before it, too, that it had not yet
   * sent to the kernel. An empty word in quotes is none.
   */
  static List<List<String>> taken(List<List<String>> lines) {
    SetNamespace sets = new SetNamespace();
    List<List<String>> taken = new ArrayList<>();
    for (List<String> line : lines) {
      boolean exist = line.stream().anyMatch(word -> word.matches("-!|-q|--?exist|"));
      Result result = exist ? null : IpsetCommandTest.ours(sets, line, "");
      if (result != null && result.ok() && result.stderr().isEmpty()) {
        taken.add(line);
      }
    }
    return taken;
  }

  @Test
  void restoreTakesWhatTheToolTakes() {
    SplittableRandom random = new SplittableRandom(SEED);
    CommandGenerator generator = new CommandGenerator(random, KernelTypes.find());
    int whole = 0;
    try (Namespace namespace = Namespace.open();
        Tally tally = new Tally("ipset restore of generated files")) {
      for (int i = 0; i < FILES; i++) {
        boolean exist = random.nextInt(3) == 0;
        List<List<String>> lines = taken(generator.sequence(3 * LENGTH));
        if (random.nextInt(2) == 0) {
          lines.add(random.nextInt(lines.size() + 1), generator.sequence(3).getLast());
        }
        String text = file(lines, random);
        List<String> words = exist ? List.of("restore", "-exist") : List.of("restore");
        List<Result> judged =
            namespace
                .shell()
                .runAll(
                    List.of(
                        Command.line("ipset " + String.join(" ", words)).stdin(text),
                        Command.line("ipset save"),
                        Command.script("ipset flush; ipset destroy")));
        SetNamespace sets = new SetNamespace();
        Result mine = IpsetCommandTest.ours(sets, words, text);
        // The tool reads on before it hears what the kernel has against a line, and so may speak of
        // another line than the first that is wrong.
        tally.compare(words + "\n" + text, judged.get(0).ok(), mine.ok());
        if (judged.get(0).ok()) {
          whole++;
          tally.compare(
              text,
              IpsetCommandTest.withoutTimes(judged.get(1).stdout()),
              IpsetCommandTest.withoutTimes(
                  IpsetCommandTest.ours(sets, List.of("save"), "").stdout()));
        }
      }
      System.out.println(whole + " of " + FILES + " files were restored");
      tally.assertAgreement(FILES + 10);
    }
  }

  @Test
  void aPersonIsAnsweredAsByTheTool() {
    SplittableRandom random = new SplittableRandom(SEED);
    CommandGenerator generator = new CommandGenerator(random, KernelTypes.find());
    try (Namespace namespace = Namespace.open();
        Tally tally = new Tally("ipset - with generated lines")) {
      for (int i = 0; i < FILES; i++) {
        List<List<String>> lines = taken(generator.sequence(2 * LENGTH));
        lines.add(random.nextInt(lines.size() + 1), List.of("list", "-t"));
        lines.add(List.of("save"));
        if (random.nextInt(4) == 0) {
          lines.add(random.nextInt(lines.size()), List.of(random.nextBoolean() ? "quit" : "rest"));
        }
        String text = file(lines, random);
        List<Result> judged =
            namespace
                .shell()
                .runAll(
                    List.of(
                        Command.line("ipset -").stdin(text),
                        Command.script("ipset flush; ipset destroy")));
        Result mine = IpsetCommandTest.ours(new SetNamespace(), List.of("-"), text);
        tally.compare(text, judged.get(0).exit(), mine.exit());
        tally.compare(
            text,
            IpsetCommandTest.withoutTimes(judged.get(0).stdout()),
            IpsetCommandTest.withoutTimes(mine.stdout()));
      }
      tally.assertAgreement(2 * FILES);
    }
  }
}
