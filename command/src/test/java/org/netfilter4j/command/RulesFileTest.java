package org.netfilter4j.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.command.RulesFile.BadRulesException;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.set.SetNamespace;

class RulesFileTest {
  private static final Names NO_NAMES = new SystemNames(Path.of("no-such-directory"), false);

  private static Ruleset read(String text, Mode mode) throws IOException, BadRulesException {
    return RulesFile.read(new StringReader(text), Family.IPV4, mode, NO_NAMES, new SetNamespace());
  }

  private static String write(Ruleset ruleset) throws IOException {
    StringBuilder text = new StringBuilder();
    RulesFile.write(ruleset, text, true);
    return text.toString();
  }

  /** A file of that many rules, in the form in which it is written. */
  private static String file(int rules) {
    SplittableRandom random = new SplittableRandom(rules);
    StringBuilder text = new StringBuilder("*filter\n:INPUT DROP [1:2]\n:FORWARD ACCEPT [3:4]\n");
    text.append(":OUTPUT ACCEPT [0:18446744073709551615]\n:a - [0:0]\n:b - [0:0]\n");
    for (int i = 0; i < rules; i++) {
      text.append('[').append(random.nextInt(1000)).append(':').append(i).append("] -A INPUT");
      text.append(" -s 10.").append(random.nextInt(256)).append(".0.0/16");
      text.append(i % 3 == 0 ? " -p tcp" : "");
      text.append(i % 2 == 0 ? " -m comment --comment \"a \\\"b\\\" c\"" : "");
      text.append(random.nextBoolean() ? " -j a\n" : " -g b\n");
    }
    return text.append("COMMIT\n").toString();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void writesWhatItRead(Mode mode) throws IOException, BadRulesException {
    String text = file(500);
    assertThat(write(read(text, mode))).isEqualTo(text);
  }

  @Test
  void keepsCountersOfRulesAndPolicies() throws IOException, BadRulesException {
    Ruleset ruleset = read(file(3), Mode.LEGACY);
    Table table = java.util.Objects.requireNonNull(ruleset.table(TableName.FILTER));
    assertThat(table.chains().keySet()).containsExactly("INPUT", "FORWARD", "OUTPUT", "a", "b");
    assertThat(java.util.Objects.requireNonNull(table.chain("OUTPUT")).counters())
        .isEqualTo(new Counters(0, -1));
    assertThat(java.util.Objects.requireNonNull(table.chain("INPUT")).rules().get(2).counters())
        .extracting(Counters::bytes)
        .isEqualTo(2L);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void namesTheLineThatIsWrong(Mode mode) {
    String[] lines = file(5000).split("\n");
    lines[4320] = "-A INPUT -s 10.0.0.0/8 --no-such-option -j a";
    refuses(lines, mode, 4321, "--no-such-option");
    lines[4320] = "-A INPUT -s 10.0.0.0/33 -j a";
    refuses(lines, mode, 4321, "33");
    lines[4320] = "-A INPUT -j nowhere";
    refuses(lines, mode, 4321, "nowhere");
    lines[4320] = "-A b -j b";
    refuses(lines, mode, 4321, "links");
    lines[4320] = "stray";
    refuses(lines, mode, 4321, "stray");
    lines[4320] = "COMMIT";
    refuses(lines, mode, 4322, "no table has begun");
  }

  private static void refuses(String[] lines, Mode mode, int line, String what) {
    // The file needs a way to b for a loop in it to matter.
    String text = String.join("\n", lines) + "\n";
    assertThatThrownBy(() -> read(text, mode))
        .isInstanceOf(BadRulesException.class)
        .satisfies(e -> {
          assertThat(((BadRulesException) e).line()).isEqualTo(line);
          assertThat(e.getMessage()).contains(what).doesNotContain("\n");
        });
  }

  @Test
  void damagedFilesEndInOneLineAndNeverInAnythingElse() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    String whole = file(30);
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder(whole);
      for (int damage = 0; damage <= i % 4; damage++) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
          case 0 -> text.setCharAt(at, (char) random.nextInt(1, 256));
          case 1 -> text.deleteCharAt(at);
          case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
          default -> text.insert(at, "\" -[]:!*\n\t,/".charAt(random.nextInt(12)));
        }
      }
      try {
        read(text.toString(), i % 2 == 0 ? Mode.NFT : Mode.LEGACY);
      } catch (BadRulesException e) {
        refused++;
        assertThat(e.line()).isPositive();
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      }
    }
    assertThat(refused).isGreaterThan(500);
  }
}
