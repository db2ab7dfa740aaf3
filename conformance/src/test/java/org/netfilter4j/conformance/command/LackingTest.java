package org.netfilter4j.conformance.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.model.Mode;

/** What the kernel refuses for want of something, and an embedded host takes: still so. */
class LackingTest {
  /** A rule for each extension that is lacking. */
  private static final Map<String, String> RULES =
      Map.of(
          "CLUSTERIP", "-A INPUT -d 10.0.0.1 -i eth0 -j CLUSTERIP",
          "ULOG", "-A INPUT -j ULOG",
          "LED", "-A INPUT -j LED --led-trigger-id x",
          "ipvs", "-A INPUT -m ipvs --ipvs",
          "SECMARK", "-t mangle -A INPUT -j SECMARK --selctx system_u:object_r:x_t:s0");

  /** A group that the kernel looks for in its hierarchy; an embedded host has none. */
  private static final String CGROUP = "-A OUTPUT -m cgroup --path /no/such/group";

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "nft", "ipset");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void isStillLacking(Mode mode) {
    assertThat(RULES.keySet()).isEqualTo(Lacking.REASONS.keySet());
    List<String> found = new ArrayList<>();
    try (ListingJudge judge = ListingJudge.open(mode)) {
      new TreeMap<>(RULES)
          .forEach((name, rule) -> {
            List<String> line = ListingJudge.line("iptables " + rule);
            Result judged = judge.judged(List.of(line)).getFirst();
            if (!Lacking.isMissing(mode, judged)) {
              found.add(name + ": " + judged);
            }
            assertThat(judge.ours().run(line).exit()).as(rule).isZero();
          });
      List<String> line = ListingJudge.line("iptables " + CGROUP);
      Result judged = judge.judged(List.of(line)).getFirst();
      assertThat(judged.stderr()).contains("Invalid argument");
      assertThat(judge.ours().run(line).exit()).isZero();
    }
    assertThat(found).as("what the kernel has after all").isEmpty();
  }
}
