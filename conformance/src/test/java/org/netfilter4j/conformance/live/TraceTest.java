package org.netfilter4j.conformance.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.netfilter4j.model.Mode;

/** What the kernel does with real packets is told rule by rule, and nothing of the trace stays. */
@Timeout(120)
class TraceTest {

  /** What is told of the packet that the guide asks about. */
  private static Told guides(Neighbours neighbours, boolean ownTable) throws IOException {
    return Told.of(
        neighbours,
        BisectTest.GUIDE,
        false,
        ownTable,
        () -> neighbours.connects(Neighbours.HOST, 80, 300));
  }

  private record Case(
      String name,
      String rules,
      String described,
      String address,
      int port,
      String fate,
      @Nullable String matched) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    return List.of(
        new Case(
            "the guide's",
            BisectTest.GUIDE_RULES,
            BisectTest.GUIDE,
            Neighbours.HOST,
            80,
            "MODE filter BASE-RULE 1",
            "[filter INPUT 3, filter BASE-RULE 1]"),
        new Case(
            "a policy behind a chain that ends, IPv6",
            """
            ip6tables -P INPUT DROP
            ip6tables -N A
            ip6tables -A INPUT -p icmpv6 -j ACCEPT
            ip6tables -A INPUT -j A
            ip6tables -A A -p tcp -m tcp --dport 80
            ip6tables -A A -p udp -j ACCEPT
            """,
            "-s fd00::2 -p tcp --dport 80",
            "fd00::10",
            80,
            "MODE filter INPUT policy",
            "[filter INPUT 2, filter A 1]"),
        new Case(
            "nested chains, goto and return",
            """
            iptables -N A
            iptables -N B
            iptables -N C
            iptables -A INPUT -j A
            iptables -A INPUT -p tcp -m tcp --dport 80 -j REJECT --reject-with tcp-reset
            iptables -A A -j B
            iptables -A A -p tcp -j RETURN
            iptables -A B -p tcp -g C
            iptables -A B -j DROP
            iptables -A C -p udp -j ACCEPT
            iptables -A C -p tcp -j RETURN
            """,
            BisectTest.GUIDE,
            Neighbours.HOST,
            80,
            "MODE filter INPUT 2",
            "[filter INPUT 1, filter A 1, filter B 1, filter C 2, filter A 2, filter INPUT 2]"),
        new Case(
            "a port that is redirected",
            """
            iptables -t nat -A PREROUTING -p tcp -m tcp --dport 90 -j REDIRECT --to-ports 80
            iptables -t mangle -A PREROUTING -p tcp -j MARK --set-mark 5
            iptables -A INPUT -m mark --mark 5 -p tcp -m tcp --dport 80 -j DROP
            """,
            "-s 192.168.1.2 -p tcp --dport 90",
            Neighbours.HOST,
            90,
            "MODE filter INPUT 1",
            "[mangle PREROUTING 1, nat PREROUTING 1, filter INPUT 1]"),
        new Case(
            "forwarded to a translated address",
            """
            sysctl -qw net.ipv4.ip_forward=1
            iptables -t nat -A PREROUTING -p tcp -m tcp --dport 91 -j DNAT --to-destination 192.168.1.3:80
            iptables -A FORWARD -d 192.168.1.3 -p tcp -m tcp --dport 80 -j DROP
            """,
            "-s 192.168.1.2 -p tcp --dport 91",
            Neighbours.HOST,
            91,
            "MODE filter FORWARD 1",
            "[nat PREROUTING 1, filter FORWARD 1]"),
        new Case(
            "what passes",
            """
            iptables -P INPUT DROP
            iptables -A INPUT -i eth0 -p tcp -m multiport --dports 79:81 -j ACCEPT
            """,
            BisectTest.GUIDE,
            Neighbours.HOST,
            80,
            "delivered",
            "[filter INPUT 1]"));
  }

  static List<Object[]> casesInModes() {
    List<Object[]> all = new ArrayList<>();
    for (Case each : cases()) {
      for (Mode mode : Mode.values()) {
        all.add(new Object[] {each, mode});
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("casesInModes")
  void theKernelsWayIsTold(Case wanted, Mode mode) throws IOException {
    try (Neighbours neighbours = new Neighbours()) {
      neighbours.rules(mode, wanted.rules);
      String rules = neighbours.saved();
      String left = left(neighbours);
      Told told =
          Told.of(
              neighbours,
              wanted.described,
              false,
              true,
              () -> neighbours.connects(wanted.address, wanted.port, 300));
      assertThat(told.fate()).isEqualTo(wanted.fate.replace("MODE", mode.word()));
      assertThat(told.matched().toString()).isEqualTo(wanted.matched);
      assertThat(told.partings()).as(told.english()).isEmpty();
      assertThat(neighbours.saved()).isEqualTo(rules);
      assertThat(left(neighbours)).isEqualTo(left);
    }
  }

  /** What a trace may not leave behind: tables, and where packets are logged. */
  private static String left(Neighbours neighbours) {
    return neighbours
        .host()
        .exec(
            "sh",
            "-c",
            "nft list tables; cat /proc/sys/net/netfilter/nf_log/2"
                + " /proc/sys/net/netfilter/nf_log/10")
        .stdout();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theGuidesRuleIsNamedInBothLanguagesWithItsRemedy(Mode mode) throws IOException {
    try (Neighbours neighbours = new Neighbours()) {
      neighbours.rules(mode, BisectTest.GUIDE_RULES);
      Told told = guides(neighbours, true);
      String rule =
          "-A BASE-RULE -i eth0 -m set ! --match-set whiteiplist src -m set --match-set"
              + " whiteportlist dst -j DROP";
      String remedy =
          (mode == Mode.NFT ? "iptables" : "iptables-legacy")
              + " -I BASE-RULE 1 -s 192.168.1.2/32 -p tcp -m tcp --dport 80 -j ACCEPT";
      assertThat(told.english())
          .contains(
              "DROPPED by rule 1 of chain BASE-RULE, table filter (" + mode.word() + ", IPv4)")
          .contains(rule)
          .contains("192.168.1.2 is not in set whiteiplist")
          .contains("conntrack: NEW")
          .contains(remedy);
      assertThat(told.chinese())
          .contains("丢弃，规则 1，链 BASE-RULE，表 filter (" + mode.word() + ", IPv4)")
          .contains(rule)
          .contains("192.168.1.2 不在集合 whiteiplist 中")
          .contains(remedy);
    }
  }

  @Test
  void bothModesAreOneWay() throws IOException {
    try (Neighbours neighbours = new Neighbours()) {
      neighbours.rules(
          Mode.NFT,
          """
          iptables -t mangle -A PREROUTING -p tcp -j MARK --set-mark 3
          iptables -A INPUT -p tcp -j ACCEPT
          """);
      neighbours.rules(
          Mode.LEGACY,
          """
          iptables -t raw -A PREROUTING -p tcp -m tcp --dport 80
          iptables -N OLD
          iptables -A INPUT -j OLD
          iptables -A OLD -m mark --mark 3 -j DROP
          """);
      Told told = guides(neighbours, true);
      assertThat(told.fate()).isEqualTo("legacy filter OLD 1");
      assertThat(told.matched())
          .containsSubsequence(
              "raw PREROUTING 1", "mangle PREROUTING 1", "filter INPUT 1", "filter OLD 1");
    }
  }

  @Test
  void aTableOfNftablesOwnIsNamed() throws IOException {
    try (Neighbours neighbours = new Neighbours()) {
      neighbours.rules(
          Mode.NFT,
          """
          nft add table inet mine
          nft add chain inet mine in { type filter hook input priority 5; }
          nft add rule inet mine in tcp dport 80 drop
          iptables -A INPUT -j ACCEPT
          """);
      Told told = guides(neighbours, true);
      assertThat(told.fate()).isEqualTo("inet mine in");
      assertThat(told.partings()).hasSize(1);
      assertThat(told.english())
          .contains("nft -a list chain inet mine in")
          .contains("The kernel and why part here:")
          .doesNotContain("No rule would let it pass");
      assertThat(told.chinese()).contains("内核的实际处理与 why 的推算从这里开始不同");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void anAnswerThatIsDroppedIsTracedToo(Mode mode) throws IOException {
    try (Neighbours neighbours = new Neighbours()) {
      neighbours.listen(80);
      neighbours.rules(mode, "iptables -A OUTPUT -p tcp -m tcp --sport 80 -j DROP");
      Told told =
          Told.of(
              neighbours,
              BisectTest.GUIDE,
              true,
              true,
              () -> neighbours.connects(Neighbours.HOST, 80, 300));
      assertThat(told.answers().stream().map(Told::fate))
          .containsSequence("delivered", mode.word() + " filter OUTPUT 1");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aPacketToTheHostItselfIsOneWay(Mode mode) throws IOException {
    try (Neighbours neighbours = new Neighbours()) {
      neighbours.rules(
          mode,
          """
          ip link set lo up
          iptables -A OUTPUT -o lo -p tcp -j ACCEPT
          iptables -A INPUT -i lo -p tcp -m tcp --dport 80 -j DROP
          """);
      Told told =
          Told.of(
              neighbours,
              "-d 127.0.0.1 -p tcp --dport 80",
              false,
              true,
              () ->
                  neighbours
                      .host()
                      .exec("timeout", "0.3", "bash", "-c", "echo >/dev/tcp/127.0.0.1/80"));
      assertThat(told.fate()).isEqualTo(mode.word() + " filter INPUT 1");
      assertThat(told.matched()).containsExactly("filter OUTPUT 1", "filter INPUT 1");
      assertThat(told.english()).contains("sent by this host");
    }
  }

  @Test
  void whatRoutingDropsIsNotBlamedOnARule() throws IOException {
    try (Neighbours neighbours = new Neighbours()) {
      neighbours.rules(Mode.NFT, "iptables -A FORWARD -j DROP\niptables -A INPUT -j DROP");
      Told told =
          Told.of(
              neighbours,
              "-s 192.168.1.2 -d 10.9.9.9 -p udp --dport 53",
              false,
              true,
              () -> {
                neighbours.client().exec("ip", "route", "add", "10.9.9.9", "via", Neighbours.HOST);
                neighbours.client().exec("bash", "-c", "echo x >/dev/udp/10.9.9.9/53");
              });
      assertThat(told.fate()).isEqualTo("routing FORWARDING_OFF");
    }
  }

  @Test
  void theLegacyTableRawServesWhereThereAreNoTablesOfItsOwn() throws IOException {
    try (Neighbours neighbours = new Neighbours()) {
      neighbours.rules(Mode.LEGACY, BisectTest.GUIDE_RULES);
      neighbours.rules(Mode.LEGACY, "iptables -t raw -A PREROUTING -p udp -j DROP");
      String rules = neighbours.saved();
      String left = left(neighbours);
      Told told = guides(neighbours, false);
      assertThat(told.fate()).isEqualTo("legacy filter BASE-RULE 1");
      assertThat(neighbours.saved()).isEqualTo(rules);
      assertThat(left(neighbours)).isEqualTo(left);
    }
  }
}
