package org.netfilter4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.netfilter4j.engine.SmallHost.NOW;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.TableName;
import org.netfilter4j.packet.MalformedPacketException;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.packet.Replies;
import org.netfilter4j.xt.set.SetNamespace;

/** What left is given back what it was before, and who let a packet pass. */
class DeparturesTest {
  private static Engine engine(String... lines) {
    Network network = SmallHost.host().forwarding().build();
    SetNamespace sets = new SetNamespace();
    return new Engine(
        Engine.Config.of(network, List.of(Rules.of(Family.IPV4, Mode.NFT, sets, lines)), sets));
  }

  private static PacketBuilder question(String protocol) {
    PacketBuilder packet = PacketBuilder.ipv4().source("192.168.1.2").destination("192.168.1.10");
    return switch (protocol) {
      case "tcp" -> packet.tcp(40000, 80, PacketBuilder.SYN);
      case "udp" -> packet.udp(40000, 80);
      default -> packet.ping(77, 1);
    };
  }

  /** Forwarded both ways, with destination and source translated. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp", "icmp"})
  void whatLeftInEitherDirectionIsWhatCame(String protocol) throws MalformedPacketException {
    String to = protocol.equals("icmp") ? "10.10.0.5" : "10.10.0.5:8080";
    Engine engine =
        engine(
            "*nat",
            "-A PREROUTING -i eth0 -p " + protocol + " -j DNAT --to-destination " + to,
            "-A POSTROUTING -o eth1 -j MASQUERADE");
    Packet question = question(protocol).in("eth0").build();
    byte[] came = question.toBytes();
    assertThat(engine.receive(question, NOW)).isEqualTo(new Fate.Sent("eth1"));
    assertThat(question.source()).isEqualTo(Address.parse("10.10.0.1"));
    assertRestored(engine, question, came);

    Packet answer = Replies.to(question).in("eth1").build();
    came = answer.toBytes();
    assertThat(engine.receive(answer, NOW + 1)).isEqualTo(new Fate.Sent("eth0"));
    assertThat(answer.source()).isEqualTo(Address.parse("192.168.1.10"));
    assertRestored(engine, answer, came);
  }

  @Test
  void anErrorThatLeftQuotesAgainWhatTheHostSaw() throws MalformedPacketException {
    Engine engine =
        engine("*nat", "-A PREROUTING -p udp -m udp --dport 80 -j REDIRECT --to-ports 5300");
    Packet question = question("udp").in("eth0").build();
    assertThat(engine.receive(question, NOW)).isEqualTo(Fate.DELIVERED);
    Packet error = Replies.icmpError(question, Address.ipv4(0xc0a8_010aL), 3, 3, 0).build();
    byte[] made = error.toBytes();
    assertThat(engine.send(error, null, NOW + 1, Tracer.NONE)).isEqualTo(new Fate.Sent("eth0"));
    assertThat(error.toBytes()).as("the error is translated").isNotEqualTo(made);
    assertThat(engine.untranslate(error, NOW + 2)).isTrue();
    assertThat(error.toBytes()).isEqualTo(made);
  }

  @Test
  void aStrangerStaysAsItIs() {
    Engine engine = engine("*nat", "-A PREROUTING -p tcp -j REDIRECT --to-ports 5300");
    Packet stranger = question("tcp").build();
    byte[] before = stranger.toBytes();
    assertThat(engine.untranslate(stranger, NOW)).isFalse();
    assertThat(stranger.toBytes()).isEqualTo(before);
  }

  @Test
  void theRuleOrPolicyThatLetAPacketPassIsKnownWithoutATrace() {
    Engine engine = engine("*filter", "-A INPUT -p tcp -j ACCEPT", "-A INPUT -p udp -j DROP");
    engine.receive(question("tcp").in("eth0").build(), NOW);
    assertThat(engine.acceptedBy())
        .isEqualTo(
            new Fate.Cause.ByRule(new RuleId(Mode.NFT, Family.IPV4, TableName.FILTER, "INPUT", 1)));
    engine.receive(question("icmp").in("eth0").build(), NOW);
    assertThat(engine.acceptedBy())
        .isEqualTo(new Fate.Cause.ByPolicy(Mode.NFT, Family.IPV4, TableName.FILTER, "INPUT"));
    engine.receive(question("udp").in("eth0").build(), NOW);
    assertThat(engine.acceptedBy()).isNull();
  }

  private static void assertRestored(Engine engine, Packet left, byte[] came)
      throws MalformedPacketException {
    Packet seen = Packet.of(left.toBytes());
    assertThat(engine.untranslate(seen, NOW + 1)).isTrue();
    seen.setTtl(64);
    assertThat(seen.toBytes()).isEqualTo(came);
  }
}
