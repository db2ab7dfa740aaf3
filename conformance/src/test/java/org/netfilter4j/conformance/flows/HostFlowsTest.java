package org.netfilter4j.conformance.flows;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.host.CommandResult;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.host.HostDirectory;

/** Command lines on an embedded host, judged by the C tool in a namespace where no packet is. */
class HostFlowsTest {
  private static final int ROUNDS = Integer.getInteger("nf4j.rounds", 6);
  private static final long SEED = Long.getLong("nf4j.seed", 1);

  /** What ticks, and what a host without an engine does not have. */
  private static final Pattern TICKS =
      Pattern.compile(
          "(?<=^(?:ipv4     2 |ipv6     10 )?\\w{1,9} {1,9}\\d{1,3} )\\d+"
              + "|(?<=<timeout>)\\d+|<id>\\d+</id>|(?<=^-[AUD] -t )\\d+"
              + "|(?<=use=)\\d+(?: id=\\d+)?|(?<=<use>)\\d+",
          Pattern.MULTILINE);

  private static List<String> lines(String text) {
    String[] lines = TICKS.matcher(text).replaceAll("").split("\n", -1);
    Arrays.sort(lines);
    return List.of(lines);
  }

  private static String show(int exit, String stderr, String stdout) {
    return exit + "\n" + stderr + "\n" + String.join("\n", lines(stdout));
  }

  /** Labels have no names here, and the kernel is a judge of DCCP no longer. */
  private static boolean isLeftOut(List<String> line) {
    String words = String.join(" ", line);
    return Oddities.isLeftOut(line)
        || words.contains("label")
        || words.contains(" -l")
        || words.contains("dccp")
        || words.contains("-z")
        || words.contains("DYING");
  }

  @Test
  void commandLines(@TempDir Path directory) {
    Oracle.require("conntrack");
    try (Namespace judge = Namespace.open();
        Tally tally = new Tally("conntrack on an embedded host")) {
      for (int round = 0; round < ROUNDS; round++) {
        FlowCommands commands = new FlowCommands(SEED * 20_000 + round);
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("-F"));
        while (lines.size() < 100) {
          List<String> line = lines.size() < 25 ? commands.create() : commands.other();
          if (!isLeftOut(line)) {
            lines.add(line);
          }
        }
        lines.add(List.of("-L", "-o", "extended"));
        List<Command> theirs = new ArrayList<>();
        for (List<String> line : lines) {
          theirs.add(Command.of(prefixed(line)));
        }
        List<Result> judged = judge.shell().runAll(theirs);
        HostDirectory host = new HostDirectory(directory.resolve("host" + round));
        for (int i = 0; i < lines.size(); i++) {
          Result judgement = judged.get(i);
          CommandResult ours = run(host, lines.get(i));
          if (judgement.exit() == Oddities.SEGMENTATION_FAULT
              || judgement.stderr().contains(Oddities.UNSENT)
              || judgement.stderr().startsWith(Oddities.REFUSED)
              || judgement.stdout().startsWith("Command line interface")) {
            continue;
          }
          tally.compare(
              "round " + round + ": conntrack " + lines.get(i),
              show(judgement.exit(), judgement.stderr(), judgement.stdout()),
              show(ours.exit(), ours.err(), ours.out()));
        }
      }
      tally.assertAgreement(ROUNDS * 80);
    }
  }

  private static List<String> prefixed(List<String> words) {
    List<String> all = new ArrayList<>(List.of("conntrack"));
    all.addAll(words);
    return all;
  }

  private static CommandResult run(HostDirectory host, List<String> words) {
    try (EmbeddedHost opened = new EmbeddedHost(host)) {
      return opened.run(prefixed(words), "");
    }
  }

  /** A file that is wrong is said so, and stays as it is. */
  @Test
  void wrongFile(@TempDir Path directory) throws Exception {
    HostDirectory host = new HostDirectory(directory);
    Files.writeString(host.connections(), "tcp 6 5 ESTABLISHED src=1.1.1.1 foo\n");
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> run(host, List.of("-F"))))
        .hasMessageContaining("line 1");
    assertThat(Files.readString(host.connections())).contains("foo");
  }
}
