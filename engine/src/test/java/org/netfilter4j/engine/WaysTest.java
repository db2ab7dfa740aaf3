package org.netfilter4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.netfilter4j.engine.SmallHost.NOW;
import static org.netfilter4j.engine.SmallHost.counters;
import static org.netfilter4j.engine.SmallHost.engine;
import static org.netfilter4j.engine.SmallHost.host;
import static org.netfilter4j.engine.SmallHost.nft;
import static org.netfilter4j.engine.SmallHost.tcp;

import org.junit.jupiter.api.Test;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.engine.route.PolicyRule;
import org.netfilter4j.engine.route.Reason;
import org.netfilter4j.engine.route.Route;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.TableName;
import org.netfilter4j.packet.MalformedPacketException;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;

/** Where packets go: translated, routed by mark, back by loopback, or not at all. */
class WaysTest {
  @Test
  void destinationNatForwardsAndRepliesAreTranslatedBack() {
    Engine engine =
        engine(
            host().forwarding().build(),
            nft(
                "*nat",
                "-A PREROUTING -i eth0 -p tcp -m tcp --dport 80 -j DNAT --to-destination"
                    + " 10.10.0.5:8080"));
    Packet first = tcp("eth0", "192.168.1.2", "192.168.1.10", 80);
    assertThat(engine.receive(first, NOW)).isEqualTo(new Fate.Sent("eth1"));
    assertThat(first.destination()).isEqualTo(Address.parse("10.10.0.5"));
    assertThat(first.number(Field.Header.DESTINATION_PORT)).isEqualTo(8080);
    assertThat(counters(engine, TableName.NAT, "PREROUTING", 1).packets()).isEqualTo(1);
    Packet reply =
        PacketBuilder.ipv4()
            .source("10.10.0.5")
            .destination("192.168.1.2")
            .tcp(8080, 40000, PacketBuilder.SYN | PacketBuilder.ACK)
            .acknowledgement(1)
            .in("eth1")
            .build();
    assertThat(engine.receive(reply, NOW + 1)).isEqualTo(new Fate.Sent("eth0"));
    assertThat(reply.source()).isEqualTo(Address.parse("192.168.1.10"));
    assertThat(reply.number(Field.Header.SOURCE_PORT)).isEqualTo(80);
    assertThat(counters(engine, TableName.NAT, "PREROUTING", 1).packets()).isEqualTo(1);
    assertThat(engine.connections().entries(NOW + 1)).hasSize(1);
  }

  @Test
  void masqueradeTakesTheAddressOfTheWayOut() {
    Engine engine =
        engine(host().forwarding().build(), nft("*nat", "-A POSTROUTING -o eth0 -j MASQUERADE"));
    Packet packet = tcp("eth1", "10.10.0.7", "8.8.8.8", 443);
    assertThat(engine.receive(packet, NOW)).isEqualTo(new Fate.Sent("eth0"));
    assertThat(packet.source()).isEqualTo(Address.parse("192.168.1.10"));
  }

  @Test
  void aPacketToTheHostItselfComesBackByLoopback() {
    Engine engine =
        engine(
            host().build(),
            nft("*mangle", "-A PREROUTING -i lo -p tcp", "-A OUTPUT -o lo", "-A INPUT -i lo"));
    Packet packet = tcp("", "192.168.1.10", "192.168.1.10", 80);
    assertThat(engine.send(packet, null, NOW, Tracer.NONE)).isEqualTo(Fate.DELIVERED);
    assertThat(counters(engine, TableName.MANGLE, "PREROUTING", 1).packets()).isEqualTo(1);
    assertThat(counters(engine, TableName.MANGLE, "OUTPUT", 1).packets()).isEqualTo(1);
    assertThat(counters(engine, TableName.MANGLE, "INPUT", 1).packets()).isEqualTo(1);
  }

  @Test
  void aMarkInMangleOutputChangesTheWay() {
    Network network =
        host()
            .rule(PolicyRule.lookup(Family.IPV4, 100, 100).withMark(7, -1))
            .route(
                Route.unicast(MaskedAddress.any(Family.IPV4), "eth1", Address.parse("10.10.0.254"))
                    .inTable(100))
            .build();
    Engine engine =
        engine(network, nft("*mangle", "-A OUTPUT -p tcp -j MARK --set-xmark 0x7/0xffffffff"));
    Packet packet = tcp("", "0.0.0.0", "8.8.8.8", 443);
    assertThat(engine.send(packet, null, NOW, Tracer.NONE)).isEqualTo(new Fate.Sent("eth1"));
    assertThat(packet.source()).isEqualTo(Address.parse("192.168.1.10"));
    Packet udp = PacketBuilder.ipv4().source("0.0.0.0").destination("8.8.8.8").udp(5, 53).build();
    assertThat(engine.send(udp, null, NOW, Tracer.NONE)).isEqualTo(new Fate.Sent("eth0"));
  }

  @Test
  void redirectInOutputComesBackByLoopback() {
    Engine engine =
        engine(
            host().build(),
            nft("*nat", "-A OUTPUT -p udp -m udp --dport 53 -j REDIRECT --to-ports 5300"));
    Packet packet =
        PacketBuilder.ipv4().source("0.0.0.0").destination("8.8.8.8").udp(5, 53).build();
    assertThat(engine.send(packet, null, NOW, Tracer.NONE)).isEqualTo(Fate.DELIVERED);
    assertThat(packet.destination()).isEqualTo(Address.parse("127.0.0.1"));
  }

  @Test
  void routingSaysWhyItDrops() {
    assertThat(engine(host().build()).receive(tcp("eth0", "192.168.1.2", "8.8.8.8", 80), NOW))
        .isEqualTo(new Fate.Dropped(new Fate.Cause.ByRouting(Reason.FORWARDING_OFF)));
    Engine strict = engine(host().forwarding().sysctl("net.ipv4.conf.all.rp_filter", "1").build());
    assertThat(strict.receive(tcp("eth0", "10.10.0.3", "192.168.1.10", 80), NOW))
        .isEqualTo(new Fate.Dropped(new Fate.Cause.ByRouting(Reason.REVERSE_PATH)));
  }

  @Test
  void aPacketWhoseTtlRunsOutIsAnswered() throws MalformedPacketException {
    Engine engine = engine(host().forwarding().build());
    Packet packet =
        PacketBuilder.ipv4()
            .source("10.10.0.7")
            .destination("8.8.8.8")
            .ttl(1)
            .udp(5, 33434)
            .in("eth1")
            .build();
    assertThat(engine.receive(packet, NOW))
        .isEqualTo(new Fate.Dropped(new Fate.Cause.OnTheWay(Fate.Obstacle.TTL_EXCEEDED)));
    assertThat(engine.emitted()).hasSize(1);
    Packet answer = Packet.of(engine.emitted().getFirst().packet());
    assertThat(answer.source()).isEqualTo(Address.parse("10.10.0.1"));
    assertThat(answer.destination()).isEqualTo(Address.parse("10.10.0.7"));
  }
}
