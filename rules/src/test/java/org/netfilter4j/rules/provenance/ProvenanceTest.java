package org.netfilter4j.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netfilter4j.command.RuleWriter;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Label.Language;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.rules.Rulesets;

class ProvenanceTest {
  private static final String DOCKER =
      """
      *filter
      :INPUT ACCEPT [0:0]
      :FORWARD DROP [0:0]
      :OUTPUT ACCEPT [0:0]
      :DOCKER - [0:0]
      :DOCKER-USER - [0:0]
      -A FORWARD -j DOCKER-USER
      -A FORWARD -o docker0 -j DOCKER
      -A FORWARD -i docker0 ! -o docker0 -j ACCEPT
      -A FORWARD -i eth1 ! -o eth1 -j ACCEPT
      -A FORWARD -i docker0 -o docker0 -p tcp -j DROP
      -A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT
      -A DOCKER-USER -s 198.51.100.0/24 -j DROP
      -A DOCKER-USER -j RETURN
      COMMIT
      *nat
      :PREROUTING ACCEPT [0:0]
      :INPUT ACCEPT [0:0]
      :OUTPUT ACCEPT [0:0]
      :POSTROUTING ACCEPT [0:0]
      :DOCKER - [0:0]
      -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
      -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
      -A POSTROUTING -s 10.0.0.0/8 ! -o eth0 -j MASQUERADE
      -A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE
      -A DOCKER -i docker0 -j RETURN
      -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
      COMMIT
      """;

  @Test
  void dockersRulesAreToldFromThoseOfTheOperator() {
    assertThat(of(DOCKER, TableName.FILTER))
        .containsExactly(
            "-A FORWARD -j DOCKER-USER: Docker",
            "-A FORWARD -o docker0 -j DOCKER: Docker",
            "-A FORWARD -i docker0 ! -o docker0 -j ACCEPT: Docker: interface docker0",
            "-A FORWARD -i eth1 ! -o eth1 -j ACCEPT: by hand",
            "-A FORWARD -i docker0 -o docker0 -p tcp -j DROP: by hand",
            "-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT:"
                + " Docker: published port 8080/tcp, container 172.17.0.2:80, interface docker0",
            "-A DOCKER-USER -s 198.51.100.0/24 -j DROP: by hand",
            "-A DOCKER-USER -j RETURN: Docker");
    assertThat(of(DOCKER, TableName.NAT))
        .containsExactly(
            "-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER: Docker",
            "-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE:"
                + " Docker: network 172.17.0.0/16, interface docker0",
            "-A POSTROUTING -s 10.0.0.0/8 ! -o eth0 -j MASQUERADE: by hand",
            "-A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j"
                + " MASQUERADE: Docker: published port 8080/tcp, container 172.17.0.2:80",
            "-A DOCKER -i docker0 -j RETURN: Docker",
            "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination"
                + " 172.17.0.2:80: Docker: published port 8080/tcp, container 172.17.0.2:80");
  }

  @Test
  void aPolicyIsOfWhoIsKnownToSetIt() {
    Ruleset ruleset = Rulesets.parse(DOCKER);
    Provenance provenance = Provenance.of(ruleset);
    Table filter = ruleset.table(TableName.FILTER);
    assertThat(provenance.policy(TableName.FILTER, filter.chain("FORWARD")).owner())
        .isEqualTo("docker");
    assertThat(provenance.policy(TableName.FILTER, filter.chain("INPUT")).isByHand()).isTrue();
    assertThat(provenance.chain("DOCKER-USER").owner()).isEqualTo("docker");
    assertThat(provenance.chain("INPUT").isByHand()).isTrue();
  }

  @Test
  void aFormCountsOnlyWhereTheProgramHasChains() {
    String text =
        """
        *filter
        :INPUT ACCEPT [0:0]
        :FORWARD ACCEPT [0:0]
        :OUTPUT ACCEPT [0:0]
        :IN_public - [0:0]
        -A INPUT -i lo -j ACCEPT
        -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
        -A IN_public -p tcp -m tcp --dport 22 -j ACCEPT
        -A FORWARD -i docker0 ! -o docker0 -j ACCEPT
        COMMIT
        """;
    assertThat(of(text, TableName.FILTER)).allMatch(line -> line.endsWith(": by hand"));
  }

  @Test
  void aServiceIsKnownThroughTheChainsThatLeadToIt() {
    String text =
        """
        *nat
        :PREROUTING ACCEPT [0:0]
        :INPUT ACCEPT [0:0]
        :OUTPUT ACCEPT [0:0]
        :POSTROUTING ACCEPT [0:0]
        :KUBE-MARK-MASQ - [0:0]
        :KUBE-SEP-A - [0:0]
        :KUBE-SEP-B - [0:0]
        :KUBE-SERVICES - [0:0]
        :KUBE-SVC-X - [0:0]
        :KUBE-SVC-Y - [0:0]
        -A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
        -A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
        -A KUBE-SEP-A -s 10.244.0.5/32 -j KUBE-MARK-MASQ
        -A KUBE-SEP-A -p tcp -m tcp -j DNAT --to-destination 10.244.0.5:8080
        -A KUBE-SEP-B -p udp -m udp -j DNAT --to-destination 10.244.0.6:53
        -A KUBE-SERVICES -d 10.96.0.9/32 -p tcp -m comment --comment "shop/web:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-X
        -A KUBE-SERVICES -d 10.96.0.8/32 -p udp -m comment --comment "shop/dns cluster IP" -m udp --dport 53 -j KUBE-SVC-Y
        -A KUBE-SVC-X -j KUBE-SEP-A
        -A KUBE-SVC-Y -m comment --comment "shop/dns -> 10.244.0.6:53" -j KUBE-SEP-B
        COMMIT
        """;
    assertThat(of(text, TableName.NAT).stream().map(line -> line.replaceFirst("^-A \\S+ ", "")))
        .containsExactly(
            "-m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES: kube-proxy",
            "-j MARK --set-xmark 0x4000/0x4000: kube-proxy",
            "-s 10.244.0.5/32 -j KUBE-MARK-MASQ: kube-proxy: service shop/web, port name http",
            "-p tcp -m tcp -j DNAT --to-destination 10.244.0.5:8080:"
                + " kube-proxy: service shop/web, port name http, endpoint 10.244.0.5:8080",
            "-p udp -m udp -j DNAT --to-destination 10.244.0.6:53:"
                + " kube-proxy: service shop/dns, endpoint 10.244.0.6:53",
            "-d 10.96.0.9/32 -p tcp -m comment --comment \"shop/web:http cluster IP\" -m tcp"
                + " --dport 80 -j KUBE-SVC-X: kube-proxy: service shop/web, port name http",
            "-d 10.96.0.8/32 -p udp -m comment --comment \"shop/dns cluster IP\" -m udp --dport 53"
                + " -j KUBE-SVC-Y: kube-proxy: service shop/dns",
            "-j KUBE-SEP-A: kube-proxy: service shop/web, port name http",
            "-m comment --comment \"shop/dns -> 10.244.0.6:53\" -j KUBE-SEP-B:"
                + " kube-proxy: service shop/dns, endpoint 10.244.0.6:53");
  }

  @Test
  void theAgentsChainsAreThoseThatItsLedgerNames() {
    String text =
        """
        *filter
        :INPUT ACCEPT [0:0]
        :FORWARD ACCEPT [0:0]
        :OUTPUT ACCEPT [0:0]
        :BASE-RULE - [0:0]
        :MINE - [0:0]
        :NF4J-AGENT - [0:0]
        -A INPUT -m comment --comment "nf4j-agent: from the file" -j ACCEPT
        -A INPUT -j BASE-RULE
        -A INPUT -j MINE
        -A BASE-RULE -p tcp -j DROP
        -A MINE -j DROP
        -A NF4J-AGENT -m comment --comment "chains BASE-RULE OTHER"
        COMMIT
        """;
    assertThat(of(text, TableName.FILTER).stream().map(line -> line.replaceFirst(".*: ", "")))
        .containsExactly(
            "the nf4j agent",
            "the nf4j agent",
            "by hand",
            "the nf4j agent",
            "by hand",
            "the nf4j agent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "f2b-sshd; -s 203.0.113.4/32 -j DROP; fail2ban: jail sshd, address 203.0.113.4",
        "ufw-user-input; -p tcp -m tcp --dport 22 -j ACCEPT; ufw",
        "cali-FORWARD; -m comment --comment \"cali:abc\" -j ACCEPT; Calico",
        "LIBVIRT_FWO; -s 192.168.122.0/24 -i virbr0 -j ACCEPT;"
            + " libvirt: network 192.168.122.0/24, interface virbr0",
        "ts-input; -s 100.100.1.1/32 -i lo -j ACCEPT; Tailscale",
        "CILIUM_FORWARD; -o cilium_host -j ACCEPT; Cilium",
        "WEAVE-NPC; -j ACCEPT; Weave Net",
        "NETAVARK_FORWARD; -d 10.88.0.0/16 -j ACCEPT; podman (netavark)",
        "KUBE-FIREWALL; -j DROP; kubelet",
        "KUBE-POD-FW-XYZ; -j REJECT; kube-router",
        "sshguard; -s 203.0.113.4/32 -j DROP; sshguard: address 203.0.113.4",
        "INPUT; -m comment --comment \"flanneld forward\" -j ACCEPT; flannel",
        "INPUT; -m comment --comment \"generated for LXD network lxdbr0\" -j ACCEPT;"
            + " LXD: interface lxdbr0",
        "INPUT; -m comment --comment \"wg-quick(8) rule for wg0\" -j DROP;"
            + " wg-quick: interface wg0",
        "INPUT; -m comment --comment \"cilium-feeder: CILIUM_INPUT\" -j ACCEPT; Cilium",
        "INPUT; -m comment --comment \"my own rule\" -j ACCEPT; by hand",
        "INPUT; -j DROP; by hand",
      })
  void programsAreKnownByTheirMarks(String chain, String words, String expected) {
    String text =
        "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n"
            + (chain.equals("INPUT") ? "" : ":" + chain + " - [0:0]\n-A INPUT -j " + chain + "\n")
            + "-A "
            + chain
            + " "
            + words
            + "\nCOMMIT\n";
    assertThat(of(text, TableName.FILTER).getLast()).endsWith(": " + expected);
    String owner = expected.contains(":") ? expected.substring(0, expected.indexOf(':')) : expected;
    assertThat(of(text, TableName.FILTER)).allMatch(line -> line.contains(": " + owner));
  }

  @Test
  void chineseIsSpokenToo() {
    Ruleset ruleset = Rulesets.parse(DOCKER);
    Entry entry = ruleset.table(TableName.NAT).chain("DOCKER").rules().getLast();
    Origin origin = Provenance.of(ruleset).rule(TableName.NAT, "DOCKER", entry.rule());
    assertThat(origin.text(Language.CHINESE)).isEqualTo("Docker：发布的端口 8080/tcp，容器 172.17.0.2:80");
    assertThat(origin.isRemade()).isTrue();
    assertThat(Origin.BY_HAND.text(Language.CHINESE)).isEqualTo("手工添加");
    assertThat(Origin.BY_HAND.isRemade()).isFalse();
  }

  @Test
  void everyProgramSaysHowItsRulesAreChanged() {
    List<String> words = new ArrayList<>();
    for (Program program : Programs.all()) {
      assertThat(program.advice().en()).as(program.word()).isNotEmpty();
      assertThat(program.advice().zh()).as(program.word()).isNotEmpty();
      assertThat(Programs.find(program.word())).isSameAs(program);
      words.add(program.word());
    }
    assertThat(words).doesNotHaveDuplicates().hasSizeGreaterThan(30).endsWith("hand");
    assertThat(Programs.find("nobody")).isNull();
  }

  private static List<String> of(String text, TableName table) {
    Ruleset ruleset = Rulesets.parse(text);
    Provenance provenance = Provenance.of(ruleset);
    List<String> lines = new ArrayList<>();
    for (Chain chain : ruleset.table(table).chains().values()) {
      for (Entry entry : chain.rules()) {
        lines.add(
            RuleWriter.line(chain.name(), entry.rule(), ruleset.mode()).strip()
                + ": "
                + provenance.rule(table, chain.name(), entry.rule()).text(Language.ENGLISH));
      }
    }
    return lines;
  }
}
