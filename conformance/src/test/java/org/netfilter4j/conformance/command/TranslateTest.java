package org.netfilter4j.conformance.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Extension;

/**
 * {@code iptables-translate} and {@code -restore-translate}: the same text and exit code as the C
 * tools', for rules with every extension and for the rest of the language. With the name of an
 * extension in {@code NF4J_EXTENSION}, that one alone.
 */
class TranslateTest {
  private static final int RULES = 40;

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-translate", "ip6tables-translate", "ipset");
  }

  @Test
  void translatesEveryExtensionAsTheToolDoes() {
    String only = System.getenv().getOrDefault("NF4J_EXTENSION", "");
    Map<String, Long> differing = new TreeMap<>();
    long translated = 0;
    try (ListingJudge judge = ListingJudge.open(Mode.NFT);
        Tally tally = new Tally("iptables-translate, rules with extensions")) {
      Sets.give(judge);
      for (Extension extension : ExtensionsTest.all()) {
        if (!only.isEmpty() && !only.equals(extension.name())) {
          continue;
        }
        long before = tally.differences();
        List<List<String>> places = Places.of(extension);
        for (List<String> place : places) {
          OptionCases cases =
              new OptionCases(extension, place, Seeds.of("translate" + extension.name()));
          List<List<String>> lines = new ArrayList<>();
          for (List<String> line : cases.good(RULES)) {
            lines.add(translating(line));
          }
          translated += compare(judge, lines, tally);
        }
        if (tally.differences() > before) {
          differing.put(extension.name(), tally.differences() - before);
        }
      }
      System.out.printf(Locale.ROOT, "translated %,d rules%n", translated);
      System.out.println("differences by extension: " + differing);
      tally.assertAgreement(1);
    }
  }

  @Test
  void translatesTheRestOfTheLanguage() {
    CommandGenerator generator = new CommandGenerator(Seeds.of("translate"), Mode.NFT);
    SplittableRandom random = new SplittableRandom(Seeds.of("translate"));
    try (ListingJudge judge = ListingJudge.open(Mode.NFT);
        Tally tally = new Tally("iptables-translate, commands")) {
      List<List<String>> lines = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        Family family = generator.family();
        lines.add(
            translating(
                random.nextInt(3) == 0 ? generator.command(family) : generator.append(family)));
      }
      compare(judge, lines, tally);
      tally.assertAgreement(600);
    }
  }

  @Test
  void translatesFilesAsTheToolDoes(@TempDir Path directory) throws IOException {
    CommandGenerator generator = new CommandGenerator(Seeds.of("translate files"), Mode.NFT);
    try (ListingJudge judge = ListingJudge.open(Mode.NFT);
        Tally tally = new Tally("iptables-restore-translate")) {
      List<List<String>> lines = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        Family family = generator.family();
        Path file = directory.resolve(i + ".rules");
        Files.writeString(file, RestoreFiles.file(generator, family));
        String program = family == Family.IPV4 ? "iptables" : "ip6tables";
        lines.add(List.of(program + "-restore-translate", "-f", file.toString()));
      }
      lines.add(List.of("iptables-restore-translate"));
      lines.add(List.of("iptables-restore-translate", "-f", "/does/not/exist"));
      lines.add(List.of("ip6tables-restore-translate", "--help"));
      lines.add(List.of("iptables-restore-translate", "-zV", "word"));
      compare(judge, lines, tally);
      tally.assertAgreement(lines.size());
    }
  }

  /** Returns how many lines the judge put into nft's words. */
  private static long compare(ListingJudge judge, List<List<String>> lines, Tally tally) {
    List<Command> commands = lines.stream().map(Command::of).toList();
    List<Result> results = judge.namespace().shell().runAll(commands);
    long translated = 0;
    for (int i = 0; i < lines.size(); i++) {
      Result judged = results.get(i);
      Result our = judge.ours().run(lines.get(i));
      if (isBroken(lines.get(i), judged)) {
        tally.compare(Command.of(lines.get(i)).toString(), "untranslated", untranslated(our));
        continue;
      }
      translated += judged.ok() && judged.stdout().startsWith("nft '") ? 1 : 0;
      tally.compare(
          Command.of(lines.get(i))
              + "\n  judge says: "
              + judged.stderr().strip()
              + "\n  ours says:  "
              + our.stderr().strip(),
          text(judged),
          cut(text(our)));
    }
    return translated;
  }

  /**
   * What the tool says of a line that it can't translate is the line itself, but reading the list
   * of TCPOPTSTRIP has put an end where its first comma was.
   */
  private static String cut(String text) {
    return text.replaceAll("(?m)^(nft # .* --strip-option\\S*[= ][^,]*),\\S*", "$1");
  }

  /**
   * libxt_hashlimit.c 1.8.9 reads its words for --hashlimit-rate-match from beyond the end of a
   * table: it prints (null), or crashes. We say that there is no translation.
   */
  private static boolean isBroken(List<String> line, Result judged) {
    return line.stream().anyMatch(word -> word.startsWith("--hashlimit-rate-m"))
        && (judged.exit() == 139 || judged.stdout().contains("(null)"));
  }

  private static String untranslated(Result our) {
    return our.ok() && our.stdout().startsWith("nft # ") ? "untranslated" : our.stdout();
  }

  /** What is compared: not what was printed before an error, and not the help, which is our own. */
  private static String text(Result result) {
    int exit = ListingJudge.exit(result);
    boolean nothing = exit == 2 || result.stdout().contains("\nUsage: ");
    String output = result.stdout().replaceAll("(?m)^(# .* on ).*", "$1(a time)");
    return "exit " + exit + "\n" + (nothing ? "" : output);
  }

  private static List<String> translating(List<String> line) {
    List<String> words = new ArrayList<>(line);
    words.set(0, words.getFirst() + "-translate");
    return words;
  }
}
