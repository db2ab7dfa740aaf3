package org.netfilter4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.packet.PacketBuilder;

/**
 * The guide's command lines, on a copy of the guide's host: each runs as it is printed there and
 * has the effect that the guide describes.
 */
class GuideTest {
  private static final String DROP =
      "-A BASE-RULE -i eth0 -m set ! --match-set whiteiplist src -m set --match-set whiteportlist dst"
          + " -j DROP";

  @TempDir private Path folder;
  private ExampleHost host;

  @BeforeEach
  void copy() {
    host = new ExampleHost(folder, "guide");
  }

  private static byte[] syn(String from, int port) {
    return PacketBuilder.ipv4()
        .source(from)
        .destination("192.168.1.10")
        .tcp(40000, port, PacketBuilder.SYN)
        .toBytes();
  }

  private static byte[] ping() {
    return PacketBuilder.ipv4()
        .source("192.168.1.2")
        .destination("192.168.1.10")
        .ping(1, 1)
        .toBytes();
  }

  private ExampleHost.Result ok(String line) {
    ExampleHost.Result result = host.run(line);
    assertThat(result.exit()).as("%s: %s", line, result.err()).isZero();
    assertThat(result.err()).as(line).isEmpty();
    return result;
  }

  private List<String> rules() {
    return ok("iptables -S").lines();
  }

  @Test
  void listsTheRules() {
    assertThat(rules())
        .startsWith("-P INPUT ACCEPT", "-P FORWARD DROP", "-P OUTPUT ACCEPT", "-N BASE-RULE")
        .containsSubsequence(
            "-A INPUT -p icmp -j ACCEPT",
            "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
            "-A INPUT -j BASE-RULE",
            "-A FORWARD -j ACCEPT",
            DROP,
            "-A BASE-RULE -j RETURN");
    assertThat(ok("iptables -nvL").out())
        .contains(
            "Chain INPUT (policy ACCEPT 0 packets, 0 bytes)", "Chain BASE-RULE (1 references)");
    assertThat(ok("iptables -nvL INPUT").lines().getFirst()).startsWith("Chain INPUT");
  }

  @Test
  void countersAreZeroedAndThenTellTheRule() {
    assertThat(host.receive("eth0", syn("192.168.1.2", 80), ping())).isEqualTo(Fate.DELIVERED);
    assertThat(ok("iptables --wait -nvL BASE-RULE").out()).contains("    1    40 DROP ");
    ok("iptables --wait --zero INPUT");
    ok("iptables --wait --zero BASE-RULE");
    assertThat(ok("iptables --wait -nvL BASE-RULE").out()).contains("    0     0 DROP ");
    Fate fate =
        host.receive(
            "eth0", syn("192.168.1.2", 80), syn("192.168.1.2", 80), syn("192.168.1.2", 80));
    assertThat(fate).isInstanceOf(Fate.Dropped.class);
    assertThat(ok("iptables --wait -nvL BASE-RULE").out())
        .contains("    3   120 DROP ", "    0     0 RETURN ");
    assertThat(ok("iptables --wait -nvL INPUT").out()).contains("    3   120 BASE-RULE ");
  }

  @Test
  void insertingAcceptsAtEachPlaceFindsTheRule() {
    String accept = "--source 192.168.1.2/32 -p tcp --dport 80 -j ACCEPT";
    byte[] packet = syn("192.168.1.2", 80);
    assertThat(host.receive("eth0", packet.clone())).isInstanceOf(Fate.Dropped.class);

    ok("iptables --wait --insert INPUT " + accept);
    assertThat(rules().get(4))
        .isEqualTo("-A INPUT -s 192.168.1.2/32 -p tcp -m tcp --dport 80 -j ACCEPT");
    assertThat(host.receive("eth0", packet.clone())).isEqualTo(Fate.DELIVERED);
    ok("iptables --wait --delete INPUT " + accept);
    assertThat(host.receive("eth0", packet.clone())).isInstanceOf(Fate.Dropped.class);

    ok("iptables --wait --insert INPUT 2 " + accept);
    assertThat(rules().get(5))
        .isEqualTo("-A INPUT -s 192.168.1.2/32 -p tcp -m tcp --dport 80 -j ACCEPT");
    assertThat(host.receive("eth0", packet.clone())).isEqualTo(Fate.DELIVERED);
    ok("iptables --wait --delete INPUT 2");

    ok("iptables --wait --insert BASE-RULE " + accept);
    assertThat(host.receive("eth0", packet.clone())).isEqualTo(Fate.DELIVERED);
    ok("iptables --wait --delete BASE-RULE 1");
    assertThat(rules()).contains(DROP).noneMatch(rule -> rule.contains("--dport 80 "));
    assertThat(host.receive("eth0", packet.clone())).isInstanceOf(Fate.Dropped.class);
  }

  @Test
  void deletesByNumber() {
    ok("iptables --wait --insert INPUT --source 192.168.1.2/32 -p tcp --dport 80 -j ACCEPT");
    List<String> before = rules();
    ok("iptables --wait --delete INPUT 1");
    assertThat(rules()).hasSize(before.size() - 1).doesNotContain(before.get(4));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-I INPUT --protocol icmp -j ACCEPT",
        "-I INPUT --in-interface eth0 --source 192.168.1.0/24 -j ACCEPT",
        "-t nat -I PREROUTING -p udp -m udp --dport 53 -j REDIRECT --to-ports 5300",
        "-t nat -I PREROUTING -p tcp -m tcp --dport 53 -j REDIRECT --to-ports 5300",
        "-t nat -A PREROUTING -d 1.1.1.1 -p udp --dport 53 -j DNAT --to-destination 223.5.5.5:53",
        "-t nat -A PREROUTING -d 1.1.1.1 -p tcp --dport 53 -j DNAT --to-destination 223.5.5.5:53",
        "-I OUTPUT -p tcp --sport 8082 -j DROP",
        "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "-A INPUT -j BASE-RULE",
        "-A BASE-RULE -i eth0 -m set ! --match-set whiteiplist src -j DROP",
        "-A BASE-RULE -j RETURN",
      })
  void everyRuleOfTheGuideGoesInAndOutAgain(String rule) {
    String table = rule.startsWith("-t nat ") ? "-t nat " : "";
    String before = ok("iptables " + table + "-S").out();
    ok("iptables " + rule);
    String specification = rule.replaceFirst("-[AI] (\\S+) ", "-C $1 ");
    ok("iptables " + specification);
    assertThat(ok("iptables " + table + "-S").out()).isNotEqualTo(before);
    ok("iptables " + specification.replaceFirst("-C ", "-D "));
    assertThat(ok("iptables " + table + "-S").lines()).hasSameElementsAs(before.lines().toList());
  }

  @Test
  void dnsIsRedirected() {
    byte[] query =
        PacketBuilder.ipv4().source("192.168.1.2").destination("1.1.1.1").udp(40001, 53).toBytes();
    assertThat(host.receive("eth0", query)).isEqualTo(Fate.DELIVERED);
    assertThat(ok("iptables -t nat -nvL PREROUTING").out()).contains("    1    28 REDIRECT ");
  }

  @Test
  void subnetIsAccepted() {
    assertThat(host.receive("eth0", syn("192.168.1.77", 80))).isInstanceOf(Fate.Dropped.class);
    ok("iptables -I INPUT --in-interface eth0 --source 192.168.1.0/24 -j ACCEPT");
    assertThat(host.receive("eth0", syn("192.168.1.77", 80))).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void whatTheRuleDoesNotDropReturnsToInputAndItsPolicy() {
    assertThat(host.receive("eth0", syn("192.168.1.2", 22))).isEqualTo(Fate.DELIVERED);
    assertThat(ok("iptables -nvL BASE-RULE").out())
        .contains("    0     0 DROP ", "    1    40 RETURN ");
    assertThat(ok("iptables -nvL INPUT").out()).contains("(policy ACCEPT 1 packets, 40 bytes)");
    ExampleHost.Result why = host.run("nf4j why -i eth0 -s 192.168.1.2 -p tcp --dport 22");
    assertThat(why.exit()).isZero();
    assertThat(why.out()).contains("RETURN, back to INPUT", "by the policy of chain INPUT");
  }

  @Test
  void theModesStandSideBySide() {
    assertThat(ok("iptables -V").out()).isEqualTo("iptables v1.8.9 (nf_tables)\n");
    assertThat(ok("iptables-legacy -V").out()).isEqualTo("iptables v1.8.9 (legacy)\n");
    assertThat(ok("iptables-legacy -S").lines())
        .containsExactly("-P INPUT ACCEPT", "-P FORWARD ACCEPT", "-P OUTPUT ACCEPT");
    ok("iptables-legacy -A INPUT -s 192.168.1.66 -j DROP");
    ExampleHost.Result nft = host.run("iptables-nft -S");
    assertThat(nft.exit()).isZero();
    assertThat(nft.err())
        .isEqualTo("# Warning: iptables-legacy tables present, use iptables-legacy to see them\n");
    assertThat(host.receive("eth0", syn("192.168.1.66", 22))).isInstanceOf(Fate.Dropped.class);
  }
}
