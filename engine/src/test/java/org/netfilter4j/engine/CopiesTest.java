package org.netfilter4j.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.netfilter4j.engine.SmallHost.NOW;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.packet.MalformedPacketException;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.set.SetNamespace;

/** Copies that TEE sends. The kernel judges them elsewhere, but for those of delivered packets. */
class CopiesTest {
  private static Engine engine(String... rules) {
    SetNamespace sets = new SetNamespace();
    Network network = SmallHost.host().build();
    return new Engine(
        Engine.Config.of(network, List.of(Rules.of(Family.IPV4, Mode.LEGACY, sets, rules)), sets));
  }

  private static Packet ping() {
    return PacketBuilder.ipv4()
        .source("192.168.1.7")
        .destination("192.168.1.10")
        .icmp(8, 0)
        .in("eth0")
        .build();
  }

  private static String counted(Engine engine, TableName table, String chain) {
    Chain found =
        requireNonNull(
            requireNonNull(engine.ruleset(Family.IPV4, Mode.LEGACY).table(table)).chain(chain));
    return String.valueOf(found.rules().getFirst().counters().packets());
  }

  @Test
  void leavesByTheGatewaysInterfaceBeforeThePacketIsDelivered() throws MalformedPacketException {
    Engine engine =
        engine(
            "*mangle", "-A INPUT -j TEE --gateway 10.10.0.9",
            "*filter", "-A OUTPUT -m conntrack --ctstate UNTRACKED");

    Fate fate = engine.receive(ping(), NOW);

    assertThat(fate).isEqualTo(Fate.DELIVERED);
    assertThat(engine.emitted()).hasSize(1);
    Engine.Emission copy = engine.emitted().getFirst();
    assertThat(copy.isAhead()).isTrue();
    assertThat(copy.fate()).isEqualTo(new Fate.Sent("eth1"));
    Packet packet = Packet.of(copy.packet());
    assertThat(packet.destination().toString()).isEqualTo("192.168.1.10");
    assertThat(packet.number(Field.Header.TTL)).isEqualTo(63);
    assertThat(copy.packet()[6] & 0x40).as("may not be fragmented").isNotZero();
    assertThat(packet.receiveProblem(false)).isNull();
    assertThat(counted(engine, TableName.FILTER, "OUTPUT")).isEqualTo("1");
  }

  @Test
  void copiesNoCopy() {
    Engine engine =
        engine(
            "*mangle", "-A INPUT -j TEE --gateway 10.10.0.9",
            "*mangle", "-A OUTPUT -j TEE --gateway 192.168.1.7");

    engine.receive(ping(), NOW);

    assertThat(engine.emitted()).hasSize(1);
    assertThat(counted(engine, TableName.MANGLE, "OUTPUT")).isEqualTo("1");
  }

  @Test
  void answersACopyThatIsRejected() {
    Engine engine =
        engine(
            "*mangle", "-A INPUT -j TEE --gateway 10.10.0.9 --oif eth1",
            "*filter", "-A OUTPUT -o eth1 -p icmp -j REJECT --reject-with icmp-host-unreachable");

    Fate fate = engine.receive(ping(), NOW);

    assertThat(fate).isEqualTo(Fate.DELIVERED);
    assertThat(engine.emitted()).hasSize(2).allMatch(Engine.Emission::isAhead);
    assertThat(engine.emitted().getFirst().fate()).isInstanceOf(Fate.Dropped.class);
    assertThat(engine.emitted().getLast().fate()).isEqualTo(new Fate.Sent("eth0"));
  }

  @Test
  void isToldAfterThePacketsOwnWay() {
    Engine engine = engine("*mangle", "-A INPUT -j TEE --gateway 10.10.0.9");
    Tracer.Recorder recorder = new Tracer.Recorder();

    engine.receive(ping(), NOW, recorder);

    List<TraceEvent> events = recorder.events();
    int end = events.indexOf(new TraceEvent.Ended(Fate.DELIVERED));
    assertThat(events.get(end + 1))
        .isInstanceOfSatisfying(TraceEvent.Emitting.class, e -> assertThat(e.isCopy()).isTrue());
    assertThat(events.getLast()).isEqualTo(new TraceEvent.Emitted(new Fate.Sent("eth1")));
  }

  @Test
  void takesTheRouteWhereTheInterfaceIsNotThere() {
    Engine engine =
        engine(
            "*mangle", "-A INPUT -j TEE --gateway 10.10.0.9 --oif nosuch0",
            "*filter", "-A OUTPUT -j DROP");

    engine.receive(ping(), NOW);

    assertThat(engine.emitted()).hasSize(1);
    assertThat(counted(engine, TableName.FILTER, "OUTPUT")).isEqualTo("1");
  }
}
