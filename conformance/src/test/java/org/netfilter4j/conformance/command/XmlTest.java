package org.netfilter4j.conformance.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.set.SetNamespace;

/** {@code iptables-xml} on generated files, byte for byte. */
class XmlTest {
  private static final int FILES = 1500;

  private static final List<List<String>> SETTINGS =
      List.of(
          List.of(),
          List.of("-c"),
          List.of("--combine"),
          List.of("-v"),
          List.of("-cv"),
          List.of("--comb", "--verb"),
          List.of("-x", "-c"),
          List.of("--nope"),
          List.of("-h"),
          List.of("a", "b"),
          List.of("/nonexistent/file"));

  /** A chain's line without counters: the C tool prints what its stack happens to hold. */
  private static final Pattern NO_COUNTERS =
      Pattern.compile("^:(?!\\S+[\\t ]+\\S+[\\t ]+\\[\\d+:\\d+)", Pattern.MULTILINE);

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-xml");
  }

  @Test
  void writesWhatTheToolWrites() {
    CommandGenerator generator = new CommandGenerator(Seeds.of("xml"), Mode.LEGACY);
    OurTools ours = new OurTools(Mode.LEGACY, new SetNamespace());
    List<List<String>> lines = new ArrayList<>();
    List<String> files = new ArrayList<>();
    List<Command> commands = new ArrayList<>();
    while (files.size() < FILES) {
      String file = RestoreFiles.file(generator, Family.IPV4);
      List<String> line = new ArrayList<>(List.of("iptables-xml"));
      line.addAll(SETTINGS.get(generator.below(generator.chance(90) ? 6 : SETTINGS.size())));
      if (!NO_COUNTERS.matcher(file).find()) {
        lines.add(line);
        files.add(file);
        commands.add(Command.of(line).stdin(file));
      }
    }
    try (Namespace namespace = Namespace.open();
        Tally tally = new Tally("iptables-xml")) {
      List<Result> results = namespace.shell().runAll(commands);
      int whole = 0;
      for (int i = 0; i < lines.size(); i++) {
        whole += results.get(i).ok() ? 1 : 0;
        tally.compare(
            Command.of(lines.get(i)) + " <<END\n" + files.get(i) + "END",
            text(results.get(i)),
            text(ours.run(lines.get(i), files.get(i))));
      }
      tally.assertAgreement(FILES);
      assertThat(whole).as("files that were converted whole").isGreaterThan(FILES / 5);
    }
  }

  private static String text(Result result) {
    return "exit " + result.exit() + "\n" + result.stdout() + result.stderr().strip();
  }
}
