package org.netfilter4j.engine.nat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.netfilter4j.packet.PacketBuilder.SYN;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netfilter4j.engine.conntrack.ConnectionEntry;
import org.netfilter4j.engine.conntrack.ConnectionText;
import org.netfilter4j.engine.conntrack.ConnectionTextException;
import org.netfilter4j.engine.conntrack.Connections;
import org.netfilter4j.engine.conntrack.Settings;
import org.netfilter4j.engine.conntrack.Tracking;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Operation.Result;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.packet.Replies;
import org.netfilter4j.xt.lower.Context.Translation;
import org.netfilter4j.xt.lower.Context.Translation.Choice;
import org.netfilter4j.xt.lower.Context.Translation.Side;

class NatTest {
  private final Connections connections = new Connections(Settings.DEFAULTS);
  private final Nat nat = new Nat(connections);
  private final Tracking tracking = new Tracking();
  private final SplittableRandom random = new SplittableRandom(5);
  private @Nullable Address interfaceAddress = Address.parse("198.51.100.1");

  private final InterfaceAddresses addresses =
      new InterfaceAddresses() {
        @Override
        public @Nullable Address source(String device, Address destination) {
          return interfaceAddress;
        }

        @Override
        public @Nullable Address first(String device, Address destination) {
          return interfaceAddress;
        }
      };

  private static Translation snat(
      String first, String last, int firstPort, int lastPort, boolean random) {
    return new Translation(
        Side.SOURCE,
        Address.parse(first),
        Address.parse(last),
        firstPort,
        lastPort,
        -1,
        Choice.RANGE,
        random,
        false,
        false);
  }

  private static Translation choice(Side side, Choice choice) {
    return new Translation(side, null, null, 0, 0, -1, choice, false, false, false);
  }

  private Packet first(PacketBuilder builder) {
    Packet packet = builder.build();
    packet.setInInterface("eth0");
    tracking.reset();
    assertThat(connections.track(packet, Hook.PREROUTING, 0, tracking)).isEqualTo(Result.ACCEPT);
    return packet;
  }

  /** Lets a connection begin that is source-translated so. */
  private Result source(Packet packet, Translation translation) {
    packet.setOutInterface("eth1");
    nat.bindNull(tracking, Hook.PREROUTING, random::nextInt);
    Result bound =
        nat.bind(packet, tracking, Hook.POSTROUTING, translation, addresses, random::nextInt);
    if (bound == Result.DROP || nat.rewrite(packet, tracking, Hook.POSTROUTING) == Result.DROP) {
      return Result.DROP;
    }
    return connections.confirm(packet, tracking, 0);
  }

  private static PacketBuilder udp(int host, int port) {
    return PacketBuilder.ipv4().source("192.0.2." + host).destination("203.0.113.9").udp(port, 53);
  }

  private static int sourcePort(Packet packet) {
    return packet.shortAt(packet.transportOffset());
  }

  @Test
  void thePortIsKeptWhereItIsFree() {
    Packet packet = first(udp(1, 4000));
    source(packet, snat("198.51.100.1", "198.51.100.1", 0, 0, false));
    assertThat(packet.source().toString()).isEqualTo("198.51.100.1");
    assertThat(sourcePort(packet)).isEqualTo(4000);
    assertThat(Checksums.transportValid(packet) && Checksums.headerValid(packet)).isTrue();
  }

  @Test
  void portsOfOneClassReplaceOneAnother() {
    for (int[] kind : new int[][] {{400, 1, 511}, {700, 600, 1023}, {5000, 1024, 65535}}) {
      Set<Integer> seen = new HashSet<>();
      for (int host = 1; host <= 60; host++) {
        Packet packet = first(udp(host, kind[0]));
        assertThat(source(packet, snat("198.51.100.1", "198.51.100.1", 0, 0, false)))
            .isEqualTo(Result.ACCEPT);
        assertThat(sourcePort(packet)).isBetween(kind[1], kind[2]);
        assertThat(seen.add(sourcePort(packet))).isTrue();
      }
    }
  }

  @Test
  void aRangeOfPortsIsUsedUpToTheLast() {
    Set<Integer> seen = new HashSet<>();
    for (int host = 1; host <= 20; host++) {
      Packet packet = first(udp(host, 4000));
      assertThat(source(packet, snat("198.51.100.1", "198.51.100.1", 7001, 7020, false)))
          .isEqualTo(Result.ACCEPT);
      seen.add(sourcePort(packet));
    }
    assertThat(seen).hasSize(20);
    // Its replies would look like those of another: it is dropped at the end of its way.
    Packet tooMany = first(udp(21, 4000));
    assertThat(source(tooMany, snat("198.51.100.1", "198.51.100.1", 7001, 7020, false)))
        .isEqualTo(Result.DROP);
    assertThat(connections.count()).isEqualTo(20);
  }

  @Test
  void aTcpConnectionThatIsOverMakesRoomForAnother() throws ConnectionTextException {
    Translation one = snat("198.51.100.1", "198.51.100.1", 9, 9, false);
    PacketBuilder syn =
        PacketBuilder.ipv4()
            .source("192.0.2.2")
            .destination("203.0.113.9")
            .tcp(4000, 80, SYN)
            .sequence(2000);
    for (String state : new String[] {"ESTABLISHED", "TIME_WAIT"}) {
      connections.clear();
      ConnectionText.read(
          connections,
          "tcp 6 99 "
              + state
              + " src=192.0.2.1 dst=203.0.113.9 sport=4000 dport=80"
              + " src=203.0.113.9 dst=198.51.100.1 sport=80 dport=9 [ASSURED]",
          0);
      Result expected = state.equals("TIME_WAIT") ? Result.ACCEPT : Result.DROP;
      assertThat(source(first(syn), one)).isEqualTo(expected);
      assertThat(connections.count()).isEqualTo(1);
    }
  }

  @Test
  void randomPortsAreRandomWithinTheirClass() {
    Set<Integer> seen = new HashSet<>();
    for (int host = 1; host <= 50; host++) {
      Packet packet = first(udp(host, 4000 + host));
      source(packet, snat("198.51.100.1", "198.51.100.1", 0, 0, true));
      seen.add(sourcePort(packet));
      assertThat(sourcePort(packet)).isGreaterThanOrEqualTo(1024);
    }
    assertThat(seen).hasSizeGreaterThan(45);
  }

  @Test
  void oneSourceKeepsItsNewAddress() {
    Set<String> seen = new HashSet<>();
    for (int server = 1; server <= 50; server++) {
      Packet packet = first(udp(1, 4000).destination("203.0.113." + server));
      source(packet, snat("198.51.100.1", "198.51.100.200", 0, 0, false));
      seen.add(packet.source().toString());
    }
    assertThat(seen).hasSize(1);
  }

  @Test
  void differentSourcesSpreadOverTheRange() {
    Set<String> seen = new HashSet<>();
    for (int host = 1; host <= 200; host++) {
      Packet packet = first(udp(host, 4000));
      source(packet, snat("198.51.100.1", "198.51.100.200", 0, 0, false));
      seen.add(packet.source().toString());
    }
    assertThat(seen).hasSizeGreaterThan(80);
  }

  @Test
  void repliesAndErrorsAreTranslatedBack() {
    for (Family family : Family.values()) {
      boolean v4 = family == Family.IPV4;
      String client = v4 ? "192.0.2.1" : "2001:db8:1::1";
      String server = v4 ? "203.0.113.9" : "2001:db8:9::9";
      String own = v4 ? "198.51.100.1" : "2001:db8:2::1";
      PacketBuilder builder =
          PacketBuilder.of(family)
              .source(client)
              .destination(server)
              .udp(4000, 53)
              .payloadLength(9);
      Packet out = first(builder);
      source(out, snat(own, own, 0, 0, false));
      Packet reply = first(Replies.to(out).payloadLength(5));
      assertThat(tracking.state).isEqualTo(Tracking.ESTABLISHED);
      nat.rewrite(reply, tracking, Hook.PREROUTING);
      assertThat(reply.destination().toString()).isEqualTo(client);
      assertThat(Checksums.transportValid(reply)).isTrue();
      Packet error =
          first(Replies.icmpError(out, builder.build().destination(), v4 ? 3 : 1, v4 ? 3 : 4, 0));
      assertThat(tracking.state).isEqualTo(Tracking.RELATED);
      assertThat(nat.wantsRules(error, tracking, Hook.PREROUTING)).isFalse();
      assertThat(nat.rewrite(error, tracking, Hook.PREROUTING)).isEqualTo(Result.ACCEPT);
      assertThat(error.destination().toString()).isEqualTo(client);
      assertThat(Checksums.transportValid(error)).isTrue();
      Packet quoted = new Packet();
      assertThat(error.embedded(quoted)).isTrue();
      assertThat(quoted.source().toString()).isEqualTo(client);
      assertThat(Checksums.transportValid(quoted)).isTrue();
    }
  }

  @Test
  void masqueradingNeedsAnAddressAndTheSameInterface() {
    Packet packet = first(udp(1, 4000));
    source(packet, choice(Side.SOURCE, Choice.OUTPUT_INTERFACE));
    assertThat(packet.source()).isEqualTo(interfaceAddress);
    ConnectionEntry entry = tracking.connection;
    Packet moved = first(udp(1, 4000));
    moved.setOutInterface("ppp0");
    assertThat(tracking.connection).isSameAs(entry);
    assertThat(nat.rewrite(moved, tracking, Hook.POSTROUTING)).isEqualTo(Result.DROP);
    assertThat(connections.count()).isZero();
    interfaceAddress = null;
    assertThat(source(first(udp(1, 4000)), choice(Side.SOURCE, Choice.OUTPUT_INTERFACE)))
        .isEqualTo(Result.DROP);
  }

  @Test
  void redirectionGoesToTheHost() {
    Packet packet = first(udp(1, 4000));
    assertThat(nat.wantsRules(packet, tracking, Hook.PREROUTING)).isTrue();
    nat.bind(
        packet,
        tracking,
        Hook.PREROUTING,
        choice(Side.DESTINATION, Choice.LOCAL),
        addresses,
        random::nextInt);
    assertThat(nat.wantsRules(packet, tracking, Hook.PREROUTING)).isFalse();
    assertThat(nat.bound(tracking, Side.DESTINATION)).isTrue();
    assertThat(nat.bound(tracking, Side.SOURCE)).isFalse();
    nat.rewrite(packet, tracking, Hook.PREROUTING);
    assertThat(packet.destination()).isEqualTo(interfaceAddress);
  }

  @Test
  void icmpIdsAreChangedLikePorts() {
    Set<Integer> ids = new HashSet<>();
    for (int host = 1; host <= 5; host++) {
      Packet packet =
          first(
              PacketBuilder.ipv4()
                  .source("192.0.2." + host)
                  .destination("203.0.113.9")
                  .ping(77, 1));
      source(packet, snat("198.51.100.1", "198.51.100.1", 0, 0, false));
      assertThat(Checksums.transportValid(packet)).isTrue();
      ids.add(packet.icmpId());
    }
    assertThat(ids).hasSize(5).contains(77);
    assertThat(connections.entries(0))
        .allMatch(entry -> entry.protocol() == IpProtocol.ICMP && entry.has(FlowStatus.SRC_NAT));
  }
}
