package org.netfilter4j.conformance.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.set.SetNamespace;

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

  /**
   * What {@code -S} prints of them, which no kernel here keeps: taken from the save functions of
   * the C tool's plug-ins. LED's write -1 for "inf", and -1294967296 for 3000000000, which they
   * don't read; these ours writes as they were given.
   */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\0',
      delimiter = '|',
      value = {
        "-j LED --led-trigger-id foo --led-delay INF"
            + "| -j LED --led-trigger-id \"foo\" --led-delay inf",
        "-j LED --led-trigger-id a\"b\\c --led-delay 0x2a --led-always-blink"
            + "| -j LED --led-trigger-id \"a\\\"b\\\\c\" --led-delay 42 --led-always-blink",
        "-j LED --led-trigger-id x --led-delay 3000000000"
            + "| -j LED --led-trigger-id \"x\" --led-delay 3000000000",
        "-j ULOG --ulog-prefix a.b --ulog-nlgroup 5 --ulog-cprange 99999999999 --ulog-qthreshold 7"
            + "| -j ULOG --ulog-prefix \"a.b\" --ulog-nlgroup 5 --ulog-cprange 1215752191"
            + " --ulog-qthreshold 7",
        "-j ULOG --ulog-nlgroup 1 --ulog-qthreshold 1| -j ULOG",
        "-j CLUSTERIP --new --hashmode sourceip --clustermac 01:AA:7b:47:F7:D7 --total-nodes 2"
            + " --local-node 1"
            + "| -j CLUSTERIP --new --hashmode sourceip --clustermac 01:AA:7B:47:F7:D7"
            + " --total-nodes 2 --local-node 1 --hash-init 0",
        "-j CLUSTERIP| -j CLUSTERIP",
        "-m ipvs --vportctl 21 --vdir reply --vproto tcp --vport http --vmethod masq"
            + "| -m ipvs --vproto 6 --vport 80 --vdir REPLY --vmethod MASQ --vportctl 21",
        "-m ipvs ! --vaddr 1.2.3.4/24 ! --vport 5| -m ipvs ! --vaddr 1.2.3.4/24 ! --vport 5",
        "-m ipvs --ipvs --vaddr 1.2.3.4| -m ipvs --vaddr 1.2.3.4",
        "-m ipvs ! --ipvs| -m ipvs ! --ipvs",
        "-t mangle -j SECMARK --selctx a:b:c| -j SECMARK --selctx a:b:c"
      })
  void isSavedAsThePlugInsDo(String rule, String saved) {
    OurTools ours = new OurTools(Mode.LEGACY, new SetNamespace());
    List<String> table = rule.startsWith("-t") ? List.of("-t", "mangle") : List.of();
    List<String> line = new ArrayList<>(List.of("iptables"));
    line.addAll(List.of(rule.split(" ")));
    line.addAll(List.of("-A", "INPUT"));
    ours.run(line).orThrow(rule);
    List<String> list = new ArrayList<>(List.of("iptables", "-S", "INPUT"));
    list.addAll(table);
    assertThat(ours.run(list).stdout()).endsWith("\n-A INPUT " + saved.strip() + "\n");
  }
}
