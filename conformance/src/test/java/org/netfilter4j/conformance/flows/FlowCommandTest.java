package org.netfilter4j.conformance.flows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.linux.KernelConntrack;
import org.netfilter4j.linux.NetworkNamespace;

/** Command lines in two namespaces: by the C tool in one, by ours in the other. */
class FlowCommandTest {
  private static final int ROUNDS = Integer.getInteger("nf4j.rounds", 20);
  private static final long SEED = Long.getLong("nf4j.seed", 1);

  /** What differs from one instant, and from one namespace, to the next. */
  private static final Pattern TICKS =
      Pattern.compile(
          "(?<= (?:id|delta-time)=)\\d+|(?<=<(?:id|deltatime|timeout|start)>)\\d+|(?<=^-[AUD] -t"
              + " )\\d+|(?<=^(?:ipv4     2 |ipv6     10 )?\\w{1,9} {1,9}\\d{1,3} )\\d+"
              + "|\\[start=[^]]*]|(?<=portid=)\\d+|<when>.*?</when>",
          Pattern.MULTILINE);

  private Namespace judge;
  private Namespace own;
  private SystemNames names;

  @BeforeEach
  void open() throws IOException {
    Oracle.require("conntrack", "iptables-nft");
    judge = Namespace.open();
    own = Namespace.open();
    Path etc = judge.directory().resolve("etc");
    // Both have the same names of labels; the C tool knows them in /etc only.
    judge
        .shell()
        .run(
            Command.script(
                "cp -a /etc "
                    + etc
                    + " && mkdir -p "
                    + etc
                    + "/xtables && printf '1 bit1\\n3 bit3\\n40 forty\\n127 last\\n' > "
                    + etc
                    + "/xtables/connlabel.conf && mount --bind "
                    + etc
                    + " /etc"))
        .orThrow("labels");
    names = new SystemNames(etc, true);
    for (Namespace namespace : List.of(judge, own)) {
      namespace
          .shell()
          .run(
              Command.script(
                  "sysctl -qw net.netfilter.nf_conntrack_timestamp=1"
                      + " net.netfilter.nf_conntrack_acct=1"
                      + " && iptables-nft -t raw -A PREROUTING -m connlabel --label 1 2>&1"))
          .orThrow("sysctl");
    }
    assertThat(Files.exists(etc.resolve("protocols"))).isTrue();
  }

  @AfterEach
  void close() {
    if (judge != null) {
      judge.shell().run(Command.script("umount /etc"));
      judge.close();
    }
    if (own != null) {
      own.close();
    }
  }

  private Result ours(List<String> words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        KernelConntrack.run(
            words,
            NetworkNamespace.of(own.file()),
            names,
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8));
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static List<String> lines(String text) {
    String[] lines = TICKS.matcher(text).replaceAll("N").split("\n", -1);
    Arrays.sort(lines);
    return List.of(lines);
  }

  private static boolean agree(List<String> words, Result theirs, Result ours) {
    if (theirs.exit() == Oddities.SEGMENTATION_FAULT) {
      return ours.exit() == 2;
    }
    if (theirs.stderr().startsWith(Oddities.REFUSED)) {
      String refusal = theirs.stderr().substring(0, theirs.stderr().indexOf('\n') + 1);
      return ours.exit() == 1 && ours.stderr().startsWith(refusal);
    }
    if (theirs.exit() != ours.exit()) {
      return false;
    }
    if (theirs.stderr().contains(Oddities.UNSENT)) {
      return ours.stderr().contains("Operation failed: ");
    }
    if (!theirs.stderr().equals(ours.stderr())) {
      return false;
    }
    if (theirs.stdout().startsWith("Command line interface")) {
      // Help is in our words.
      return ours.stdout().contains("lists and changes tracked connections");
    }
    if (words.contains("-U") || words.contains("--update")) {
      return lines(ours.stdout()).containsAll(lines(theirs.stdout()));
    }
    return lines(theirs.stdout()).equals(lines(ours.stdout()));
  }

  @Test
  void commandLines() {
    try (Tally tally = new Tally("conntrack command lines")) {
      int refused = 0;
      int shown = 0;
      for (int round = 0; round < ROUNDS; round++) {
        FlowCommands commands = new FlowCommands(SEED * 10_000 + round);
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("-F"));
        for (int i = 0; i < 25; i++) {
          lines.add(commands.create());
        }
        while (lines.size() < 100) {
          List<String> line = commands.other();
          if (!Oddities.isLeftOut(line)) {
            lines.add(line);
          }
        }
        lines.add(List.of("-L", "-o", "extended,labels,ktimestamp"));
        lines.add(List.of("-L", "-o", "save"));
        List<Command> theirs = new ArrayList<>();
        for (List<String> line : lines) {
          List<String> argv = new ArrayList<>(List.of("conntrack"));
          argv.addAll(line);
          theirs.add(Command.of(argv));
        }
        List<Result> judged = judge.shell().runAll(theirs);
        for (int i = 0; i < lines.size(); i++) {
          Result theirsOne = judged.get(i);
          Result oursOne = ours(lines.get(i));
          refused += theirsOne.exit() == 0 ? 0 : 1;
          shown += (int) theirsOne.stdout().lines().count();
          if (agree(lines.get(i), theirsOne, oursOne)) {
            tally.agreed();
          } else {
            tally.compare(
                "round " + round + ": conntrack " + lines.get(i), show(theirsOne), show(oursOne));
          }
        }
      }
      tally.assertAgreement(ROUNDS * 90);
      assertThat(refused).as("refused by the C tool").isGreaterThan(ROUNDS * 20);
      assertThat(shown).as("lines that the C tool printed").isGreaterThan(ROUNDS * 50);
    }
  }

  /** The oddity itself, in the C tool, and what ours does there. */
  @Test
  void theLastLabelIsOneLabel() {
    String key = "-p udp -s 1.1.1.1 -d 2.2.2.2 --sport 1 --dport 2";
    List<List<String>> lines = new ArrayList<>();
    for (String line :
        List.of(
            "-I " + key + " -t 1000 --label-add bit1,forty,last",
            "-U " + key + " --label-del " + Oddities.TAKES_ALL_LABELS,
            "-L -o labels")) {
      lines.add(List.of(line.split(" ")));
    }
    Result theirs = null;
    Result ours = null;
    for (List<String> line : lines) {
      List<String> argv = new ArrayList<>(List.of("conntrack"));
      argv.addAll(line);
      theirs = judge.shell().run(Command.of(argv));
      ours = ours(line);
      assertThat(ours.exit()).as("%s", line).isEqualTo(theirs.exit()).isZero();
      assertThat(ours.stderr()).as("%s", line).isEqualTo(theirs.stderr()).contains(": 1 ");
    }
    assertThat(theirs.stdout()).doesNotContain("bit1", "forty", "last");
    assertThat(ours.stdout()).endsWith(" labels=bit1,forty\n");
  }

  private static String show(Result result) {
    return result.exit()
        + "\n"
        + result.stderr()
        + "\n"
        + String.join("\n", lines(result.stdout()));
  }
}
