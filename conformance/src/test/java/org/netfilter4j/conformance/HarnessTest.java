package org.netfilter4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The harness itself: separate streams, exact arguments, isolation. */
class HarnessTest {
  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "nft", "ipset");
  }

  @Test
  void keepsStreamsAndExitCodesOfEachCommandApart() {
    try (Namespace namespace = Namespace.open()) {
      List<Result> results =
          namespace
              .shell()
              .runAll(
                  List.of(
                      Command.script("printf out; printf err >&2; (exit 3)"),
                      Command.of("printf", "%s|", "a b", "'", "", "$x", "!", "\\", "ü\n"),
                      Command.of("cat").stdin("no newline at the end"),
                      Command.of("cat"),
                      Command.script("sh -c 'kill -9 $$'"),
                      Command.line("iptables-nft -A INPUT -p tcp --nonsense")));
      assertThat(results.get(0)).isEqualTo(new Result(3, "out", "err"));
      assertThat(results.get(1).stdout()).isEqualTo("a b|'||$x|!|\\|ü\n|");
      assertThat(results.get(2).stdout()).isEqualTo("no newline at the end");
      assertThat(results.get(3)).isEqualTo(new Result(0, "", ""));
      assertThat(results.get(4).exit()).isEqualTo(137);
      assertThat(results.get(5).exit()).isEqualTo(2);
      assertThat(results.get(5).stderr()).contains("--nonsense");
    }
  }

  @Test
  void oneNamespaceDoesNotSeeTheOther() {
    try (Namespace one = Namespace.open();
        Namespace other = Namespace.open()) {
      for (String mode : List.of("nft", "legacy")) {
        one.exec("iptables-" + mode, "-A", "INPUT", "-j", "DROP").orThrow("iptables");
        assertThat(one.exec("iptables-" + mode, "-S").stdout()).contains("-A INPUT -j DROP");
        assertThat(other.exec("iptables-" + mode, "-S").stdout()).doesNotContain("DROP");
      }
      one.shell().run(Command.line("ipset create s hash:ip")).orThrow("ipset");
      one.clear();
      for (String mode : List.of("nft", "legacy")) {
        assertThat(one.exec("iptables-" + mode, "-S").stdout()).doesNotContain("DROP");
      }
      assertThat(one.exec("ipset", "list", "-n").stdout()).isEmpty();
    }
  }

  @Test
  void runsThousandsOfCommands() {
    try (Namespace namespace = Namespace.open();
        Tally tally = new Tally("iptables commands through one shell")) {
      List<Command> commands = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        commands.add(Command.line("iptables-nft -A INPUT -p tcp --dport " + (i + 1)));
        commands.add(Command.line("iptables-nft -S INPUT 2"));
        commands.add(Command.line("iptables-nft -F"));
      }
      List<Result> results = namespace.shell().runAll(commands);
      for (int i = 0; i < 500; i++) {
        tally.compare(i, 0, results.get(3 * i).exit());
      }
      tally.assertAgreement(500);
    }
  }
}
