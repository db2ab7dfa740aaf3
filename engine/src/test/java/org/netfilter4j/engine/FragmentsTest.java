package org.netfilter4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.netfilter4j.engine.SmallHost.NOW;
import static org.netfilter4j.engine.SmallHost.counters;
import static org.netfilter4j.engine.SmallHost.engine;
import static org.netfilter4j.engine.SmallHost.host;
import static org.netfilter4j.engine.SmallHost.nft;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.TableName;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.MalformedPacketException;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.set.SetNamespace;

/** Fragments are put together on the way in, and may leave as they came. */
class FragmentsTest {
  @Test
  void fragmentsArePutTogetherBeforeConnectionTracking() {
    Engine engine =
        engine(
            host().build(),
            nft("-A INPUT -p udp -m udp --dport 53 -m conntrack --ctstate NEW -j ACCEPT"));
    byte[] whole =
        PacketBuilder.ipv4()
            .source("192.168.1.2")
            .destination("192.168.1.10")
            .id(77)
            .udp(5, 53)
            .payloadLength(100)
            .toBytes();
    Packet second = fragment(whole, 52, whole.length, false);
    Packet first = fragment(whole, 20, 52, true);
    assertThat(engine.receive(second, NOW)).isEqualTo(Fate.HELD);
    Tracer.Recorder trace = new Tracer.Recorder();
    assertThat(engine.receive(first, NOW, trace)).isEqualTo(Fate.DELIVERED);
    assertThat(first.toBytes()).isEqualTo(whole);
    assertThat(trace.events())
        .contains(new TraceEvent.Reassembled(2, whole.length))
        .anyMatch(e -> e instanceof TraceEvent.HookEntered at && at.hook() == Hook.INPUT);
    assertThat(counters(engine, TableName.FILTER, "INPUT", 1))
        .isEqualTo(new Counters(1, whole.length));
  }

  private static Packet fragment(byte[] whole, int from, int to, boolean more) {
    return PacketBuilder.ipv4()
        .source("192.168.1.2")
        .destination("192.168.1.10")
        .id(77)
        .protocol(IpProtocol.UDP)
        .fragment(from - 20, more)
        .payload(Arrays.copyOfRange(whole, from, to))
        .in("eth0")
        .build();
  }

  @Test
  void whatCameInFragmentsMayLeaveInFragmentsButABigPacketMayNot() throws MalformedPacketException {
    Network network =
        Network.builder()
            .link("eth0", "2001:db8::1/64")
            .link("eth1", "2001:db8:1::1/64")
            .forwarding()
            .build();
    Ruleset tracking =
        Rules.of(
            Family.IPV6,
            Mode.NFT,
            new SetNamespace(),
            "-A FORWARD -m conntrack --ctstate NEW -j ACCEPT");
    Engine engine = engine(network, tracking);
    PacketBuilder whole =
        PacketBuilder.ipv6()
            .source("2001:db8::2")
            .destination("2001:db8:1::2")
            .udp(5, 53)
            .payloadLength(1600)
            .in("eth0");
    Fate fate = engine.receive(whole.build(), NOW);
    assertThat(fate).isEqualTo(new Fate.Dropped(new Fate.Cause.OnTheWay(Fate.Obstacle.TOO_BIG)));
    Packet answer = Packet.of(engine.emitted().getFirst().packet());
    assertThat(answer.number(Field.Header.ICMP_TYPE)).isEqualTo(2);

    byte[] payload = Arrays.copyOfRange(whole.toBytes(), 40, 1648);
    assertThat(engine.receive(fragment6(payload, 0, 1000), NOW)).isEqualTo(Fate.HELD);
    Packet last = fragment6(payload, 1000, payload.length);
    assertThat(engine.receive(last, NOW)).isEqualTo(new Fate.Sent("eth1"));
    assertThat(last.totalLength()).isEqualTo(1648);
  }

  private static Packet fragment6(byte[] payload, int from, int to) {
    return PacketBuilder.ipv6()
        .source("2001:db8::2")
        .destination("2001:db8:1::2")
        .id(99)
        .protocol(IpProtocol.UDP)
        .fragment(from, to < payload.length)
        .payload(Arrays.copyOfRange(payload, from, to))
        .in("eth0")
        .build();
  }
}
