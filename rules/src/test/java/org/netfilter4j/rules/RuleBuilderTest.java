package org.netfilter4j.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.netfilter4j.rules.Rules.rule;
import static org.netfilter4j.rules.Setting.option;

import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.packet.IpProtocol;

class RuleBuilderTest {
  private static void builds(Rule rule, String words) {
    assertThat(rule).isEqualTo(Rules.parse(words));
  }

  @Test
  void buildsWhatTheWordsSay() {
    builds(
        rule().protocol(IpProtocol.TCP).destinationPort(80).source("10.0.0.0/8").accept(),
        "-s 10.0.0.0/8 -p tcp --dport 80 -j ACCEPT");
    builds(
        rule().destinationPortRange(1024, 2000).protocol("udp").in("eth+").drop(),
        "-i eth+ -p udp --dport 1024:2000 -j DROP");
    builds(
        rule().not().source("10.0.0.1").not().out("lo").protocol("tcp").not().syn().count(),
        "! -s 10.0.0.1 ! -o lo -p tcp ! --syn");
    builds(
        rule().protocol("tcp").destinationPortIn(80, 443).sourcePort(7).returnToCaller(),
        "-p tcp --sport 7 -m multiport --dports 80,443 -j RETURN");
    builds(
        rule().state(ConnectionState.NEW, ConnectionState.RELATED).jump("WEB"),
        "-m conntrack --ctstate NEW,RELATED -j WEB");
    builds(
        rule().not().set("friends", Direction.SOURCE, Direction.DESTINATION).goTo("WEB"),
        "-m set ! --match-set friends src,dst -g WEB");
    builds(
        rule().limit(5, Per.MINUTE, 3).comment("five a minute").log("web "),
        "-m limit --limit 5/min --limit-burst 3 -m comment --comment \"five a minute\""
            + " -j LOG --log-prefix \"web \"");
    builds(
        rule().mark(0xffL).not().mark(1, 3).drop(),
        "-m mark --mark 255 -m mark ! --mark 1/3 -j DROP");
    builds(rule().fragment().destination("10.0.0.1").drop(), "-f -d 10.0.0.1 -j DROP");
    builds(rule().protocol("tcp").reject("tcp-reset"), "-p tcp -j REJECT --reject-with tcp-reset");
    builds(rule().reject(), "-j REJECT");
    builds(rule().setMark(1, 0xff), "-j MARK --set-xmark 1/255");
    builds(
        rule().protocol("icmp").icmpType("echo-request").drop(), "-p icmp --icmp-type 8 -j DROP");
    builds(
        rule().protocol("tcp").sourcePortRange(1, 2).sourcePortIn(1).drop(),
        "-p tcp --sport 1:2 -m multiport --sports 1 -j DROP");
  }

  @Test
  void buildsForTableNat() {
    Dialect nat = Rules.ipv4().table(TableName.NAT);
    assertThat(nat.print(nat.rule().protocol("tcp").destinationPort(80).dnat("10.0.0.2:8080")))
        .isEqualTo("-p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.2:8080");
    assertThat(nat.print(nat.rule().snat("10.0.0.2-10.0.0.9")))
        .isEqualTo("-j SNAT --to-source 10.0.0.2-10.0.0.9");
    assertThat(nat.print(nat.rule().out("eth0").masquerade())).isEqualTo("-o eth0 -j MASQUERADE");
    assertThat(nat.print(nat.rule().protocol("tcp").redirect(8080)))
        .isEqualTo("-p tcp -j REDIRECT --to-ports 8080");
  }

  @Test
  void buildsForIpv6() {
    Rule rule = Rules.ipv6().rule().protocol("ipv6-icmp").icmpType("echo-request").accept();
    assertThat(rule).isEqualTo(Rules.ipv6().parse("-p icmpv6 --icmpv6-type 128 -j ACCEPT"));
  }

  @Test
  void takesAnyExtensionByItsTable() {
    builds(
        rule()
            .match(
                "statistic", option("mode", "nth"), option("every", 3).not(), option("packet", 0))
            .target("REJECT", option("reject-with", "icmp-host-prohibited")),
        "-m statistic --mode nth ! --every 3 --packet 0"
            + " -j REJECT --reject-with icmp-host-prohibited");
    assertThatThrownBy(() -> rule().match("statistics"))
        .hasMessage("there is no match \"statistics\"");
    assertThatThrownBy(() -> rule().match("mark", option("source", "10.0.0.1")))
        .hasMessage("mark has no option \"--source\"");
    assertThatThrownBy(() -> rule().match("mark", option("mark")))
        .hasMessage("option \"--mark\" takes one argument, not 0");
    assertThatThrownBy(() -> rule().protocol("tcp").match("tcp", option("syn", 1)))
        .hasMessage("option \"--syn\" takes no argument, not 1");
    assertThatThrownBy(() -> rule().target("REJECTED"))
        .hasMessage("there is no target \"REJECTED\"");
    assertThatThrownBy(() -> rule().match("statistic", option("mode", "nth")).drop())
        .hasMessageContaining("must be specified");
  }

  @Test
  void refusesWhatTheToolRefuses() {
    assertThatThrownBy(() -> rule().protocol("tcp").destinationPort(65536).drop())
        .hasMessage("invalid port/service `65536' specified");
    assertThatThrownBy(() -> rule().destinationPort(80).drop())
        .hasMessage("unknown option \"--dport\"");
    assertThatThrownBy(() -> rule().protocol(256).drop()).isInstanceOf(RuleException.class);
    assertThatThrownBy(() -> rule().jump("DROP")).hasMessage("\"DROP\" is a target, not a chain");
    assertThatThrownBy(() -> rule().not().drop()).hasMessage("nothing appropriate following !");
    assertThatThrownBy(() -> rule().not().comment("x").drop())
        .hasMessage("comment: option \"--comment\" cannot be inverted.");
    assertThat(rule().goTo("DROPPED").target()).isEqualTo(new Target.Goto("DROPPED"));
  }
}
