package org.netfilter4j.conformance.persist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.agent.persist.Layout;
import org.netfilter4j.agent.persist.Saving;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Mode;

/**
 * On hosts of Docker, CNI and Kubernetes: {@code --own-only} saves what a host without them would
 * have, which restores by itself.
 */
class OwnOnlyTest {
  private static final Saving.Wish OWN_ONLY = new Saving.Wish(false, false, true);

  /** What somebody typed, some of it among the programs' rules. */
  private static final List<String> BY_HAND =
      List.of(
          "ipset create byhand hash:ip",
          "ipset add byhand 192.0.2.1",
          "ipset create group list:set",
          "ipset add group byhand",
          "ipset create unused hash:net",
          "IPTABLES -N MINE",
          "IPTABLES -A MINE -s 203.0.113.7 -j DROP",
          "IPTABLES -A MINE -m set --match-set group src -j ACCEPT",
          "IPTABLES -A INPUT -p tcp --dport 22 -j ACCEPT",
          "IPTABLES -I INPUT -j MINE",
          "IPTABLES -A OUTPUT -m comment --comment 'dockerless backup kube' -j MINE",
          "IPTABLES -t nat -A POSTROUTING -o eth9 -j MASQUERADE",
          "IPTABLES -t mangle -A PREROUTING -i eth9 -j MARK --set-mark 9");

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "ip6tables-nft", "ip6tables-legacy");
    Oracle.requireKernel("ipset", "create", "x", "hash:ip");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void savesWhatIsByHand(Mode mode) throws IOException {
    List<Rulesets> hosts =
        Rulesets.of(mode).stream()
            .filter(r -> List.of("docker", "cni", "kubernetes-node").contains(r.name()))
            .toList();
    assertThat(hosts).hasSize(3);
    try (Tally tally = new Tally("--own-only in " + mode + " mode")) {
      for (Rulesets each : hosts) {
        compare(each, mode, tally);
      }
      tally.assertAgreement(2L * hosts.size());
    }
  }

  private static void compare(Rulesets rules, Mode mode, Tally tally) throws IOException {
    try (Namespace bare = Namespace.open();
        Namespace crowded = Namespace.open();
        Namespace restored = Namespace.open()) {
      Host alone = host(bare, mode);
      byHand(alone);
      String expected = withoutEmpty(alone.saved());

      Host host = host(crowded, mode);
      crowded.exec(List.of("ipset", "restore"), rules.sets()).orThrow(rules.name());
      host.tool("iptables-restore", rules.ipv4()).orThrow(rules.name());
      host.tool("ip6tables-restore", rules.ipv6()).orThrow(rules.name());
      byHand(host);
      // All is saved first: what others made is no reason to keep an old file.
      Result all = host.save();
      assertThat(all.stderr()).contains("saved with rules that their programs make again");
      host.save(OWN_ONLY).orThrow("save");

      // By the C tools, in order of files.
      Host third = host(restored, mode);
      for (String file : List.of("ipsets", "rules.v4", "rules.v6")) {
        Path saved = host.place().directory().resolve(file);
        String program =
            file.equals("ipsets")
                ? "ipset restore"
                : file.equals("rules.v4") ? "iptables-restore" : "ip6tables-restore";
        third.tool(program, Files.readString(saved)).orThrow(rules.name() + " " + file);
      }
      tally.compare(rules.name(), expected, withoutEmpty(third.saved()));

      // A rule of the operator's in a program's chain needs the chain.
      String chain = rules.ipv4().contains(":DOCKER-USER") ? "DOCKER-USER" : "MINE";
      host.tool("iptables -I " + chain + " -s 198.51.100.9 -j DROP", "").orThrow(chain);
      host.save(OWN_ONLY).orThrow("save");
      String text = Files.readString(host.place().directory().resolve("rules.v4"));
      tally.compare(
          rules.name() + ": " + chain,
          true,
          text.contains("-A " + chain + " -s 198.51.100.9/32 -j DROP"));
      third.tool("iptables-restore --test", text).orThrow(rules.name() + " with " + chain);
    }
  }

  private static Host host(Namespace namespace, Mode mode) throws IOException {
    Host host = new Host(namespace, namespace.directory(), Layout.DEBIAN, mode);
    Files.createDirectories(host.place().directory());
    return host;
  }

  private static void byHand(Host host) {
    String program = "iptables-" + host.mode().word();
    for (String line : BY_HAND) {
      host.namespace().shell().run(Command.line(line.replace("IPTABLES", program))).orThrow(line);
    }
  }

  /**
   * Without tables that leave every packet alone, without the seeds of hashes, and the tables in no
   * order: legacy mode lists the latest made first.
   */
  private static String withoutEmpty(String text) {
    String kept =
        text.replaceAll("\\*\\w+\\n(:[A-Z]+ ACCEPT \\[0:0]\\n)*COMMIT\\n", "")
            .replaceAll(" initval 0x[0-9a-f]+", "");
    return String.join("", Stream.of(kept.split("(?<=COMMIT\\n)")).sorted().toList());
  }
}
