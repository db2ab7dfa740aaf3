package org.netfilter4j.conformance.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.diagnose.bisect.Attempt;
import org.netfilter4j.diagnose.bisect.Bisection;
import org.netfilter4j.diagnose.bisect.Finding;
import org.netfilter4j.diagnose.bisect.Step;
import org.netfilter4j.diagnose.live.LiveTables;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.live.PacketClassSyntax;
import org.netfilter4j.diagnose.live.TemporaryRules;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Ruleset;

/**
 * The rule that keeps real connections from being made is found, and nothing of the search stays.
 */
@Timeout(120)
class BisectTest {
  private static final int PATIENCE_MILLISECONDS = 120;

  private static @Nullable Neighbours opened;

  /** The class of the guide. */
  static final String GUIDE = "-s 192.168.1.2 -p tcp --dport 80";

  @BeforeAll
  static void open() {
    opened = new Neighbours();
    opened.listen(80);
  }

  @AfterAll
  static void close() {
    if (opened != null) {
      opened.close();
    }
  }

  /** Without rules. */
  private static Neighbours empty() {
    Neighbours neighbours = java.util.Objects.requireNonNull(opened);
    neighbours.host().clear();
    return neighbours;
  }

  static PacketClass packets(String line) {
    PacketClassSyntax syntax = new PacketClassSyntax(SystemNames.ofMachine());
    List<String> words = Arrays.asList(line.split(" "));
    for (int at = 0; at < words.size(); ) {
      int taken = syntax.take(words, at);
      assertThat(taken).as(line).isPositive();
      at += taken;
    }
    return syntax.packets();
  }

  static Finding bisect(Neighbours neighbours, String described, Attempt attempt) {
    PacketClass packets = packets(described);
    try (LiveTables tables =
        new LiveTables(neighbours.hostKernel(), Map.of("XTABLES_LOCKFILE", neighbours.lock()))) {
      List<Ruleset> rulesets = new ArrayList<>();
      for (Mode mode : tables.modes()) {
        rulesets.add(tables.read(mode, packets.family()));
      }
      try (TemporaryRules temporary =
          TemporaryRules.open(
              tables, "bisect", packets.family(), Duration.ofMinutes(2), () -> {})) {
        return new Bisection(
                packets, rulesets, temporary, attempt, () -> {}, (n, from, behind, passed) -> {})
            .run();
      }
    }
  }

  /** "nft filter BASE-RULE 1", in the order in which they stand in the way. */
  static List<String> culprits(Finding finding) {
    assertThat(finding).isInstanceOf(Finding.Found.class);
    List<String> names = new ArrayList<>();
    for (Finding.Culprit culprit : ((Finding.Found) finding).culprits()) {
      Step step = culprit.step();
      RuleId id = step.id();
      names.add(
          id.mode().word()
              + " "
              + id.table().word()
              + " "
              + id.chain()
              + " "
              + (step.rule() == null ? "policy" : id.number())
              + (culprit.policy() ? " to policy" : ""));
    }
    return names;
  }

  /**
   * Rules and who is to be found.
   *
   * @param port the one that the client connects to; a program listens on 80
   */
  record Case(String name, String rules, int port, String culprits) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final String GUIDE_RULES =
      """
      ipset create -exist whiteiplist hash:net
      ipset create -exist whiteportlist bitmap:port range 0-65535
      ipset add -exist whiteiplist 10.0.0.0/8
      ipset add -exist whiteportlist 80
      iptables -P FORWARD DROP
      iptables -N BASE-RULE
      iptables -A INPUT -p icmp -j ACCEPT
      iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
      iptables -A INPUT -j BASE-RULE
      iptables -A FORWARD -j ACCEPT
      iptables -A BASE-RULE -i eth0 -m set ! --match-set whiteiplist src -m set --match-set whiteportlist dst -j DROP
      iptables -A BASE-RULE -j RETURN
      """;

  static List<Case> cases() {
    return List.of(
        new Case("the guide's", GUIDE_RULES, 80, "filter BASE-RULE 1"),
        new Case(
            "a policy",
            "iptables -P INPUT DROP\niptables -A INPUT -p icmp -j ACCEPT",
            80,
            "filter INPUT policy"),
        new Case(
            "a reject",
            """
            iptables -A INPUT -p tcp --dport 22 -j ACCEPT
            iptables -A INPUT -p tcp -j REJECT --reject-with tcp-reset
            iptables -A INPUT -j DROP
            """,
            80,
            "filter INPUT 2"),
        new Case(
            "nested chains",
            """
            iptables -N A
            iptables -N B
            iptables -N C
            iptables -A INPUT -p udp -j DROP
            iptables -A INPUT -j A
            iptables -A INPUT -j ACCEPT
            iptables -A A -p tcp -m tcp --dport 81 -j DROP
            iptables -A A -j B
            iptables -A A -j ACCEPT
            iptables -A B -j RETURN -p udp
            iptables -A B -p tcp -m multiport --dports 80,443 -g C
            iptables -A B -j ACCEPT
            iptables -A C -m mark --mark 7 -j DROP
            iptables -A C -m comment --comment here -j DROP
            iptables -A C -j DROP
            """,
            80,
            "filter C 2"),
        new Case(
            "a return to a policy that drops",
            """
            iptables -N A
            iptables -P INPUT DROP
            iptables -A INPUT -p udp -j ACCEPT
            iptables -A INPUT -g A
            iptables -A INPUT -j ACCEPT
            iptables -A A -p udp -j ACCEPT
            iptables -A A -p tcp -j RETURN
            iptables -A A -j ACCEPT
            """,
            80,
            "filter A 2 to policy"),
        new Case(
            "a chain that is crossed twice",
            """
            iptables -N TWICE
            iptables -A INPUT -j TWICE
            iptables -A INPUT -j MARK --set-mark 1
            iptables -A INPUT -j TWICE
            iptables -A TWICE -p icmp -j DROP
            iptables -A TWICE -m mark --mark 1 -j DROP
            iptables -A TWICE -p tcp -m tcp --dport 81 -j DROP
            """,
            80,
            "filter INPUT 3"),
        new Case(
            "a chain that two rules go to",
            """
            iptables -N SHARED
            iptables -A INPUT -p tcp -m mark --mark 9 -j SHARED
            iptables -A INPUT -p tcp -j SHARED
            iptables -A SHARED -p icmp -j DROP
            iptables -A SHARED -m comment --comment x
            iptables -A SHARED -s 192.168.0.0/16 -j DROP
            iptables -A SHARED -j DROP
            """,
            80,
            "filter SHARED 3"),
        new Case(
            "raw",
            "iptables -t raw -A PREROUTING -p icmp -j DROP\n"
                + "iptables -t raw -A PREROUTING -p tcp -s 192.168.1.0/24 -j DROP",
            80,
            "raw PREROUTING 2"),
        new Case(
            "mangle",
            "iptables -t mangle -A INPUT -j MARK --set-mark 3\n"
                + "iptables -t mangle -A INPUT -p tcp -j DROP",
            80,
            "mangle INPUT 2"),
        new Case(
            "the answers",
            "iptables -A OUTPUT -p tcp --sport 22 -j DROP\n"
                + "iptables -A OUTPUT -p tcp --tcp-flags SYN,ACK SYN,ACK -j DROP",
            80,
            "filter OUTPUT 2"),
        new Case(
            "translated before",
            """
            iptables -t nat -A PREROUTING -p tcp -m tcp --dport 8080 -j REDIRECT --to-ports 80
            iptables -A INPUT -p tcp -m tcp --dport 8080 -j DROP
            iptables -A INPUT -p tcp -m tcp --dport 80 -j DROP
            """,
            8080,
            "filter INPUT 2"),
        new Case(
            "two behind one another",
            """
            iptables -t mangle -A PREROUTING -p tcp -m tcp --dport 80 -j DROP
            iptables -A INPUT -p tcp -m tcp --dport 80 -j DROP
            """,
            80,
            "mangle PREROUTING 1, filter INPUT 1"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void findsTheRuleInBothModes(Case each) {
    for (Mode mode : Mode.values()) {
      Neighbours neighbours = empty();
      neighbours.rules(mode, each.rules);
      String before = neighbours.saved();
      Finding finding =
          bisect(
              neighbours,
              GUIDE.replace("80", Integer.toString(each.port)),
              n -> neighbours.connects(Neighbours.HOST, each.port, PATIENCE_MILLISECONDS));
      List<String> expected = new ArrayList<>();
      for (String culprit : each.culprits.split(", ", -1)) {
        expected.add(mode.word() + " " + culprit);
      }
      assertThat(culprits(finding)).isEqualTo(expected);
      assertThat(((Finding.Found) finding).proven()).isTrue();
      assertThat(finding.attempts()).isLessThanOrEqualTo(15);
      assertThat(neighbours.saved()).isEqualTo(before);
    }
  }

  @Test
  void findsBothModesRulesAtOneHook() {
    Neighbours neighbours = empty();
    neighbours.rules(Mode.NFT, "iptables -A INPUT -p tcp -m tcp --dport 80 -j ACCEPT");
    neighbours.rules(Mode.LEGACY, "iptables -A INPUT -p tcp -m tcp --dport 80 -j DROP");
    Attempt attempt = n -> neighbours.connects(Neighbours.HOST, 80, PATIENCE_MILLISECONDS);
    assertThat(culprits(bisect(neighbours, GUIDE, attempt)))
        .containsExactly("legacy filter INPUT 1");
    neighbours.rules(Mode.NFT, "iptables -I INPUT 1 -p tcp -j DROP");
    assertThat(culprits(bisect(neighbours, GUIDE, attempt)))
        .containsExactlyInAnyOrder("nft filter INPUT 1", "legacy filter INPUT 1");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void findsOneOfFiveThousandWithinThirtyAttempts(Mode mode) {
    Neighbours neighbours = empty();
    StringBuilder rules = new StringBuilder("*filter\n:DEEP - [0:0]\n");
    for (int i = 0; i < 5000; i++) {
      String chain = i < 2500 ? "INPUT" : "DEEP";
      if (i == 2499) {
        rules.append("-A INPUT -j DEEP\n");
      } else if (i == 3777) {
        rules.append("-A DEEP -p tcp -m tcp --dport 80 -m mark ! --mark 5 -j DROP\n");
      } else {
        rules.append("-A ").append(chain).append(" -m mark --mark ").append(i + 1);
        rules.append(" -m comment --comment \"rule ").append(i).append("\" -j DROP\n");
      }
    }
    rules.append("COMMIT\n");
    neighbours
        .host()
        .exec(List.of("iptables-" + mode.word() + "-restore"), rules.toString())
        .orThrow("restore");
    String before = neighbours.saved();
    Finding finding =
        bisect(
            neighbours,
            GUIDE,
            n -> neighbours.connects(Neighbours.HOST, 80, PATIENCE_MILLISECONDS));
    assertThat(culprits(finding)).containsExactly(mode.word() + " filter DEEP 1278");
    assertThat(finding.attempts()).isLessThanOrEqualTo(20);
    assertThat(neighbours.saved()).isEqualTo(before);
  }

  @Test
  void saysWhereNoRuleIsTheReason() {
    Neighbours neighbours = empty();
    neighbours.rules(
        Mode.NFT,
        "iptables -A INPUT -p tcp -m tcp --dport 82 -j DROP\n"
            + "iptables -A INPUT -p tcp -m mark --mark 4 -j DROP");
    Attempt attempt = n -> neighbours.connects(Neighbours.HOST, 81, PATIENCE_MILLISECONDS);
    Finding finding = bisect(neighbours, GUIDE.replace("80", "81"), attempt);
    assertThat(finding).isInstanceOf(Finding.Elsewhere.class);
    assertThat(((Finding.Elsewhere) finding).seen())
        .anyMatch(stage -> stage.hook().name().equals("INPUT"));
    assertThat(bisect(neighbours, GUIDE, n -> neighbours.connects(Neighbours.HOST, 80, 500)))
        .isEqualTo(new Finding.Passes(1));
  }
}
