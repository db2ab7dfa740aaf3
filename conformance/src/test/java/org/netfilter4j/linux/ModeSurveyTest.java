package org.netfilter4j.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/** What a survey counts is what the C tools' saves have, and the choice is that of the wrappers. */
class ModeSurveyTest {
  private static final int ROUNDS = 40;

  /** What the iptables-wrappers decide by: the kubelet's chains, then lines of rules. */
  private static final String WRAPPER =
      """
      hints() { grep -cE '^:(KUBE-IPTABLES-HINT|KUBE-KUBELET-CANARY)'; }
      nft() { iptables-nft-save "$@"; ip6tables-nft-save "$@"; }
      legacy() { iptables-legacy-save; ip6tables-legacy-save; }
      if [ "$(nft -t mangle 2>/dev/null | hints)" != 0 ]; then echo nft
      elif [ "$(legacy 2>/dev/null | hints)" != 0 ]; then echo legacy
      elif [ "$(legacy 2>/dev/null | grep -c '^-')" -gt "$(nft 2>/dev/null | grep -c '^-')" ]
      then echo legacy
      else echo nft
      fi
      """;

  private static String program(Mode mode, Family family, String tool) {
    return (family == Family.IPV4 ? "iptables-" : "ip6tables-") + mode.word() + tool;
  }

  /** A table as a file for restore. */
  private static String table(Random random, TableName table) {
    StringBuilder file = new StringBuilder("*" + table.word() + "\n");
    List<String> chains = new ArrayList<>();
    for (Hook hook : table.hooks()) {
      chains.add(hook.chain());
      file.append(":").append(hook.chain()).append(" ACCEPT [3:4]\n");
    }
    int own = random.nextInt(4);
    for (int i = 0; i < own; i++) {
      chains.add("chain" + i);
      file.append(":chain").append(i).append(" - [0:0]\n");
    }
    if (random.nextInt(8) == 0) {
      String hint = random.nextBoolean() ? "KUBE-IPTABLES-HINT" : "KUBE-KUBELET-CANARY";
      file.append(":").append(hint).append(" - [0:0]\n");
    }
    int rules = random.nextInt(7);
    for (int i = 0; i < rules; i++) {
      file.append("-A ").append(chains.get(random.nextInt(chains.size())));
      if (random.nextBoolean()) {
        file.append(" -p tcp -m tcp --dport ").append(i);
      }
      if (own > 0 && random.nextInt(4) == 0) {
        file.append(" -g chain").append(random.nextInt(own)).append(" -m comment --comment x");
      }
      file.append("\n");
    }
    // No jumps between chains of its own, which could make a loop.
    return file.append("COMMIT\n").toString().replaceAll("-A (chain\\d.*) -g chain\\d", "-A $1");
  }

  private static void fill(Namespace namespace, Random random) {
    List<Command> commands = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      for (Family family : Family.values()) {
        if (random.nextInt(4) == 0) {
          continue;
        }
        StringBuilder file = new StringBuilder();
        for (TableName table : TableName.values()) {
          if (random.nextInt(3) > 0) {
            file.append(table(random, table));
          }
        }
        commands.add(Command.of(program(mode, family, "-restore")).stdin(file.toString()));
      }
    }
    if (random.nextBoolean()) {
      commands.add(Command.line("nft add table inet other"));
      commands.add(Command.line("nft add chain inet other some"));
      commands.add(Command.line("nft add rule inet other some accept"));
      commands.add(Command.line("nft add table ip own"));
    }
    for (Result result : namespace.shell().runAll(commands)) {
      result.orThrow("filling a namespace");
    }
  }

  /** "nft IPV4 filter 3", for each table with a rule or a chain, as the saves have them. */
  private static TreeSet<String> judged(Namespace namespace) {
    TreeSet<String> found = new TreeSet<>();
    for (Mode mode : Mode.values()) {
      for (Family family : Family.values()) {
        String saved =
            namespace.shell().run(Command.of(program(mode, family, "-save"))).orThrow("").stdout();
        String table = "";
        int chains = 0;
        int rules = 0;
        for (String line : saved.split("\n")) {
          if (line.startsWith("*")) {
            table = line.substring(1);
            chains = 0;
            rules = 0;
          } else if (line.startsWith(":")) {
            chains++;
          } else if (line.startsWith("-A")) {
            rules++;
          } else if (line.equals("COMMIT")) {
            found.add(mode + " " + family + " " + table + " " + chains + " " + rules);
          }
        }
      }
    }
    return found;
  }

  @Test
  void itCountsWhatTheToolsSaveAndChoosesAsTheWrappers() {
    Oracle.require("nft", "iptables-nft-save", "iptables-legacy-save", "ip6tables-nft-save");
    Random random = new Random(20261123);
    TreeSet<String> reasons = new TreeSet<>();
    try (Namespace namespace = Namespace.open()) {
      NetworkNamespace place = NetworkNamespace.of(namespace.file());
      assertThat(ModeSurvey.of(place).tables()).isEmpty();
      assertThat(ModeChoice.choose(place)).isEqualTo(Mode.NFT);
      assertThat(namespace.exec("cat", "/proc/net/ip_tables_names").stdout())
          .as("tables made by looking")
          .isEmpty();
    }
    for (int round = 0; round < ROUNDS; round++) {
      try (Namespace namespace = Namespace.open()) {
        NetworkNamespace place = NetworkNamespace.of(namespace.file());
        fill(namespace, random);
        String before = names(namespace);
        ModeSurvey survey = ModeSurvey.of(place);
        Mode mode = ModeChoice.choose(place);
        assertThat(names(namespace)).as("tables made by looking").isEqualTo(before);
        TreeSet<String> ours = new TreeSet<>();
        for (ModeSurvey.Held held : survey.tables()) {
          ours.add(
              held.mode()
                  + " "
                  + held.family()
                  + " "
                  + held.table().word()
                  + " "
                  + held.chains()
                  + " "
                  + held.rules());
        }
        assertThat(ours).as("round %d", round).isEqualTo(judged(namespace));
        assertThat(survey.others())
            .isEqualTo(
                namespace.shell().run(Command.line("nft list tables")).stdout().contains("other")
                    ? List.of("inet other", "ip own")
                    : List.of());
        assertThat(survey.supported()).containsExactly(Mode.NFT, Mode.LEGACY);
        ModeChoice choice = ModeChoice.of(survey);
        reasons.add(choice.toString());
        String wrapper = namespace.shell().run(Command.script(WRAPPER)).stdout().strip();
        assertThat(choice.mode().word()).as("round %d, %s", round, choice).isEqualTo(wrapper);
        assertThat(mode).as("round %d, %s", round, choice).isEqualTo(choice.mode());
      }
    }
    System.out.println("modes chosen: " + reasons);
    assertThat(reasons).hasSizeGreaterThanOrEqualTo(4);
  }

  private static String names(Namespace namespace) {
    return namespace
        .shell()
        .run(Command.script("sort /proc/net/ip_tables_names /proc/net/ip6_tables_names"))
        .stdout();
  }
}
