package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Extension;

/**
 * Extensions that the C tools have and the judging kernel has not, while an embedded host takes
 * them. The C tool still reads its words, and with {@code -v} prints the rule before it asks the
 * kernel; so what is compared is which lines it finds fault with, and that print. {@link
 * LackingTest} checks that each reason is still true.
 */
public final class Lacking {
  /** Why the kernel refuses every rule with them. */
  public static final Map<String, String> REASONS =
      Map.of(
          "CLUSTERIP", "taken out of Linux 6.3",
          "ULOG", "taken out of Linux 3.17",
          "LED", "built without CONFIG_NETFILTER_XT_TARGET_LED",
          "ipvs", "built without CONFIG_IP_VS",
          "SECMARK", "no security module runs that could know a context");

  /** What the C tool says first, and only here. */
  private static final Pattern WARNING =
      Pattern.compile(
          "Warning: Extension \\S+ revision 0 not supported, missing kernel module\\?\n");

  private Lacking() {}

  static boolean has(Extension extension) {
    return REASONS.containsKey(extension.name());
  }

  /** Compares each line on its own; those that the C tool's parser accepts count as accepted. */
  static ListingJudge.Verdicts compare(ListingJudge judge, List<List<String>> lines, Tally tally) {
    List<List<String>> verbose = new ArrayList<>();
    for (List<String> line : lines) {
      List<String> words = new ArrayList<>(line);
      words.add(1, "-v");
      verbose.add(words);
    }
    judge.clear();
    List<Result> results = judge.judged(verbose);
    int accepted = 0;
    for (int i = 0; i < lines.size(); i++) {
      judge.ours().clear();
      Result judged = results.get(i);
      Result our = judge.ours().run(verbose.get(i));
      boolean missing = isMissing(judge.mode(), judged);
      accepted += missing ? 1 : 0;
      String said = WARNING.matcher(judged.stderr()).replaceAll("");
      judge.message(verbose.get(i), missing ? "" : said, our.stderr());
      tally.compare(
          judge.mode() + ": " + Command.of(verbose.get(i)) + "\n  " + judged + "\n  " + our,
          text(missing ? 0 : judged.exit(), judged),
          text(our.exit(), our));
    }
    return new ListingJudge.Verdicts(accepted, lines.size() - accepted);
  }

  /** Whether the kernel said that it has no such thing. */
  static boolean isMissing(Mode mode, Result judged) {
    return mode == Mode.NFT
        ? judged.exit() == 4 && judged.stderr().contains("(No such file or directory)")
        : judged.exit() == 1 && judged.stderr().contains("No chain/target/match by that name.");
  }

  private static String text(int exit, Result result) {
    return "exit " + exit + "\n" + (exit == 0 ? result.stdout() : "");
  }
}
