package org.netfilter4j.engine.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.netfilter4j.engine.nat.InterfaceAddresses;
import org.netfilter4j.engine.nat.Nat;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Operation.Result;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.packet.Replies;
import org.netfilter4j.xt.lower.Context.Translation;
import org.netfilter4j.xt.lower.Context.Translation.Choice;
import org.netfilter4j.xt.lower.Context.Translation.Side;

/** Packets of any kind: nothing throws, and the table stays what a table is. */
class ConntrackFuzzTest {
  private static final InterfaceAddresses NONE =
      new InterfaceAddresses() {
        @Override
        public Address source(String device, Address destination) {
          return Address.any(destination.family()).next();
        }

        @Override
        public Address first(String device, Address destination) {
          return Address.any(destination.family()).next();
        }
      };

  private static final List<Choice> CHOICES = List.of(Choice.values());

  private final Flow flow = new Flow(Settings.DEFAULTS);
  private final Nat nat = new Nat(flow.connections);
  private final SplittableRandom random = new SplittableRandom(11);

  @Test
  void randomPacketsThrowNothing() {
    Packet packet = new Packet();
    int read = 0;
    for (int i = 0; i < 150_000; i++) {
      byte[] bytes = random.nextBoolean() ? noise() : damaged();
      if (packet.wrap(bytes, 0, bytes.length) != null) {
        continue;
      }
      read++;
      route(packet);
      flow.now += random.nextInt(100_000_000);
      if (i % 10_000 == 0) {
        check();
      }
    }
    assertThat(read).isGreaterThan(50_000);
    check();
  }

  /** All that happens to a packet in a router. */
  private void route(Packet packet) {
    Tracking tracking = flow.tracking;
    tracking.reset();
    packet.setOutInterface("eth1");
    Hook first = random.nextBoolean() ? Hook.PREROUTING : Hook.OUTPUT;
    Hook last = random.nextBoolean() ? Hook.POSTROUTING : Hook.INPUT;
    if (flow.connections.track(packet, first, flow.now, tracking) != Result.DROP
        && translate(packet, first)
        && translate(packet, last)) {
      flow.connections.confirm(packet, tracking, flow.now);
    }
  }

  private boolean translate(Packet packet, Hook hook) {
    Tracking tracking = flow.tracking;
    if (nat.wantsRules(packet, tracking, hook)) {
      Result bound =
          random.nextBoolean()
              ? nat.bindNull(tracking, hook, random::nextInt)
              : nat.bind(packet, tracking, hook, translation(packet, hook), NONE, random::nextInt);
      if (bound == Result.DROP) {
        return false;
      }
    }
    return nat.rewrite(packet, tracking, hook) != Result.DROP;
  }

  private Translation translation(Packet packet, Hook hook) {
    Side side = Nat.side(hook);
    boolean v4 = packet.family() == Family.IPV4;
    Address from = v4 ? Address.ipv4(random.nextInt()) : Address.ipv6(1, random.nextLong());
    Address to = random.nextBoolean() ? from : from.next().next();
    int port = random.nextInt(3) * 1000;
    return new Translation(
        side,
        from,
        to,
        port,
        port == 0 ? 0 : port + random.nextInt(3),
        random.nextInt(4) == 0 ? 80 : -1,
        CHOICES.get(random.nextInt(CHOICES.size())),
        random.nextInt(4) == 0,
        false,
        random.nextBoolean());
  }

  private void check() {
    List<ConnectionEntry> entries = flow.connections.entries(flow.now);
    assertThat(entries.size()).isLessThanOrEqualTo(flow.connections.count());
    for (ConnectionEntry entry : entries) {
      for (boolean reply : new boolean[] {false, true}) {
        FlowTuple tuple = entry.tuple(reply);
        FlowTuple found = flow.connections.alive(tuple, tuple.zone, flow.now);
        assertThat(found != null && found.sameFlow(tuple)).as(entry.toString()).isTrue();
      }
    }
  }

  private byte[] noise() {
    byte[] bytes = new byte[random.nextInt(1, 120)];
    random.nextBytes(bytes);
    bytes[0] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
    if (random.nextBoolean() && bytes.length > 12) {
      boolean v4 = bytes[0] == 0x45;
      int length = v4 ? bytes.length : Math.max(0, bytes.length - 40);
      bytes[v4 ? 2 : 4] = 0;
      bytes[v4 ? 3 : 5] = (byte) length;
      bytes[v4 ? 9 : 6] = (byte) pick(1, 6, 17, 33, 47, 58, 132, 136, 0, 43, 44, 60);
      if (v4) {
        bytes[6] = 0;
        bytes[7] = 0;
      }
    }
    return bytes;
  }

  private byte[] damaged() {
    PacketBuilder builder = random.nextBoolean() ? PacketBuilder.ipv4() : PacketBuilder.ipv6();
    int a = random.nextInt(3);
    int b = random.nextInt(3);
    builder.payloadLength(random.nextInt(40));
    switch (random.nextInt(7)) {
      case 0 -> builder.udp(a, b);
      case 1 -> builder.tcp(a, b, random.nextInt(256)).sequence(random.nextInt() & 0xffffffffL);
      case 2 -> builder.sctp(a, b, random.nextInt(3));
      case 3 -> builder.ping(a, b);
      case 4 -> builder.pong(a, b);
      case 5 -> builder.protocol(47);
      default ->
          builder =
              Replies.icmpError(
                  builder.udp(a, b).build(), builder.build().destination(), pick(1, 3, 11), 0, 0);
    }
    byte[] bytes = builder.toBytes();
    for (int i = random.nextInt(3); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private int pick(int... of) {
    return of[random.nextInt(of.length)];
  }

  @Test
  void packetsOfKnownConnectionsAllocateNothing() {
    Packet[] packets = {
      Flow.client().tcp(1, 2, PacketBuilder.ACK).sequence(5).acknowledgement(9).build(),
      Flow.server().tcp(2, 1, PacketBuilder.ACK).sequence(9).acknowledgement(5).build(),
      Flow.client().udp(1, 2).build(),
      Flow.server().udp(2, 1).build(),
      Flow.client().ping(1, 2).build(),
      Flow.server().pong(1, 2).build(),
      PacketBuilder.ipv6().udp(1, 2).build(),
    };
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) {
        Packet packet = packets[i % packets.length];
        flow.tracking.reset();
        flow.connections.track(packet, Hook.PREROUTING, flow.now, flow.tracking);
        nat.rewrite(packet, flow.tracking, Hook.PREROUTING);
        nat.rewrite(packet, flow.tracking, Hook.POSTROUTING);
        flow.connections.confirm(packet, flow.tracking, flow.now);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).isLessThan(1000);
  }
}
