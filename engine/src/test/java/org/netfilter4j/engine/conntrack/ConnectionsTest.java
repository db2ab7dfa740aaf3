package org.netfilter4j.engine.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.netfilter4j.engine.conntrack.Flow.SECOND;
import static org.netfilter4j.engine.conntrack.Flow.client;
import static org.netfilter4j.engine.conntrack.Flow.server;
import static org.netfilter4j.packet.PacketBuilder.ACK;
import static org.netfilter4j.packet.PacketBuilder.FIN;
import static org.netfilter4j.packet.PacketBuilder.RST;
import static org.netfilter4j.packet.PacketBuilder.SYN;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Operation.Result;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.packet.Replies;
import org.netfilter4j.xt.lower.Context.Template;
import org.netfilter4j.xt.lower.Context.Template.ZoneDirection;

class ConnectionsTest {
  private final Flow flow = new Flow(Settings.DEFAULTS);

  @Test
  void aTcpConnectionFromSynToTimeWait() {
    assertThat(flow.state(client().tcp(4000, 80, SYN).sequence(100))).isEqualTo("NEW");
    assertThat(flow.text())
        .isEqualTo(
            "ipv4     2 tcp      6 120 SYN_SENT src=192.0.2.1 dst=198.51.100.1 sport=4000 dport=80"
                + " [UNREPLIED] src=198.51.100.1 dst=192.0.2.1 sport=80 dport=4000 mark=0 use=1\n");
    assertThat(flow.state(server().tcp(80, 4000, SYN | ACK).sequence(500).acknowledgement(101)))
        .isEqualTo("ESTABLISHED reply");
    assertThat(flow.text()).contains(" 60 SYN_RECV ").doesNotContain("UNREPLIED");
    assertThat(flow.state(client().tcp(4000, 80, ACK).sequence(101).acknowledgement(501)))
        .isEqualTo("ESTABLISHED");
    assertThat(flow.text()).contains(" 432000 ESTABLISHED ").contains("[ASSURED]");
    flow.state(client().tcp(4000, 80, FIN | ACK).sequence(101).acknowledgement(501));
    assertThat(flow.text()).contains(" 120 FIN_WAIT ");
    flow.state(server().tcp(80, 4000, ACK).sequence(501).acknowledgement(102));
    assertThat(flow.text()).contains(" 60 CLOSE_WAIT ");
    flow.state(server().tcp(80, 4000, FIN | ACK).sequence(501).acknowledgement(102));
    assertThat(flow.text()).contains(" 30 LAST_ACK ");
    flow.state(client().tcp(4000, 80, ACK).sequence(102).acknowledgement(502));
    assertThat(flow.text()).contains(" 120 TIME_WAIT ");
    // The ports again: another connection in the place of the old.
    assertThat(flow.state(client().tcp(4000, 80, SYN).sequence(90_000))).isEqualTo("NEW");
    assertThat(flow.text()).contains(" 120 SYN_SENT ").hasLineCount(1);
  }

  @Test
  void aRefusedConnectionLeavesNothing() {
    flow.state(client().tcp(4000, 80, SYN).sequence(100));
    assertThat(flow.state(server().tcp(80, 4000, RST | ACK).acknowledgement(101)))
        .isEqualTo("ESTABLISHED reply");
    assertThat(flow.text()).isEmpty();
  }

  @Test
  void aResetMustKnowTheSequenceNumber() {
    flow.state(client().tcp(4000, 80, SYN).sequence(100));
    flow.state(server().tcp(80, 4000, SYN | ACK).sequence(500).acknowledgement(101));
    flow.state(client().tcp(4000, 80, ACK).sequence(101).acknowledgement(501));
    flow.state(server().tcp(80, 4000, ACK).sequence(501).acknowledgement(101));
    assertThat(flow.state(server().tcp(80, 4000, RST).sequence(400))).isEqualTo("INVALID");
    assertThat(flow.state(server().tcp(80, 4000, RST).sequence(600)))
        .isEqualTo("ESTABLISHED reply");
    assertThat(flow.text()).contains(" 10 ESTABLISHED ");
    flow.state(server().tcp(80, 4000, RST).sequence(501));
    assertThat(flow.text()).contains(" 10 CLOSE ");
  }

  @Test
  void aConnectionIsTakenUpMidway() {
    assertThat(flow.state(client().tcp(4000, 80, ACK).sequence(7).acknowledgement(9)))
        .isEqualTo("NEW");
    assertThat(flow.text()).contains(" 300 ESTABLISHED ");
    Flow strict = new Flow(Settings.of(Map.of("net.netfilter.nf_conntrack_tcp_loose", "0")));
    assertThat(strict.state(client().tcp(4000, 80, ACK).sequence(7).acknowledgement(9)))
        .isEqualTo("INVALID");
  }

  @Test
  void aPacketThatIsDroppedLeavesNothing() {
    Packet packet = client().udp(1, 2).build();
    flow.connections.track(packet, Hook.PREROUTING, flow.now, flow.tracking);
    assertThat(flow.tracking.state).isEqualTo(Tracking.NEW);
    assertThat(flow.connections.entries(flow.now)).isEmpty();
    assertThat(flow.state(client().udp(1, 2))).isEqualTo("NEW");
  }

  @Test
  void entriesExpireByTheClockThatIsPassedIn() {
    flow.state(client().udp(1, 2));
    flow.now += 29 * SECOND;
    assertThat(flow.text()).contains(" udp      17 1 ");
    flow.now += SECOND;
    assertThat(flow.text()).isEmpty();
    assertThat(flow.state(server().udp(2, 1))).isEqualTo("NEW");
    flow.now += 40 * SECOND;
    assertThat(flow.state(server().udp(2, 1))).isEqualTo("NEW");
    assertThat(flow.connections.count()).isEqualTo(1);
  }

  @Test
  void udpBecomesAStreamAfterTwoSeconds() {
    flow.state(client().udp(1, 2));
    flow.state(server().udp(2, 1));
    flow.state(client().udp(1, 2));
    assertThat(flow.text()).contains(" 30 src=").doesNotContain("ASSURED");
    flow.now += 2 * SECOND + 1;
    flow.state(client().udp(1, 2));
    assertThat(flow.text()).contains(" 120 src=").contains("[ASSURED]");
  }

  @Test
  void icmpErrorsAreRelatedToWhatTheyQuote() {
    flow.state(client().udp(1, 2));
    PacketBuilder error =
        Replies.icmpError(client().udp(1, 2).build(), server().build().source(), 3, 3, 0);
    assertThat(flow.state(error)).isEqualTo("RELATED reply");
    PacketBuilder toSomebodyElse =
        Replies.icmpError(client().udp(1, 2).build(), server().build().source(), 3, 3, 0)
            .destination("192.0.2.9");
    assertThat(flow.state(toSomebodyElse)).isEqualTo("INVALID");
    PacketBuilder aboutNothing =
        Replies.icmpError(client().udp(1, 3).build(), server().build().source(), 3, 3, 0);
    assertThat(flow.state(aboutNothing)).isEqualTo("INVALID");
  }

  @Test
  void echoIsTrackedNeighbourDiscoveryIsNot() {
    assertThat(flow.state(PacketBuilder.ipv6().ping(7, 1))).isEqualTo("NEW");
    assertThat(
            flow.state(
                PacketBuilder.ipv6().source("2001:db8::2").destination("2001:db8::1").pong(7, 1)))
        .isEqualTo("ESTABLISHED reply");
    assertThat(flow.state(PacketBuilder.ipv6().pong(8, 1))).isEqualTo("INVALID");
    for (int type : new int[] {130, 131, 132, 133, 134, 135, 136, 143}) {
      assertThat(flow.state(PacketBuilder.ipv6().icmp(type, 0))).isEqualTo("UNTRACKED");
    }
    assertThat(flow.state(PacketBuilder.ipv6().icmp(138, 0))).isEqualTo("INVALID");
  }

  @Test
  void ipv6RedirectsQuoteInAnOption() {
    flow.state(PacketBuilder.ipv6().udp(1, 2));
    byte[] quote = PacketBuilder.ipv6().udp(1, 2).toBytes();
    byte[] body = new byte[32 + 8 + quote.length];
    body[32] = 4;
    body[33] = (byte) ((8 + quote.length + 7) / 8);
    System.arraycopy(quote, 0, body, 40, quote.length);
    PacketBuilder redirect =
        PacketBuilder.ipv6()
            .source("fe80::1")
            .destination("2001:db8::1")
            .ttl(255)
            .icmp(137, 0)
            .payload(body);
    assertThat(flow.state(redirect)).isEqualTo("RELATED reply");
    assertThat(flow.state(redirect.ttl(64))).isEqualTo("INVALID");
  }

  @Test
  void untrackedPacketsStayUntracked() {
    flow.tracking.reset();
    flow.tracking.untrack();
    flow.passAgain(client().udp(1, 2).build());
    assertThat(flow.tracking.state).isEqualTo(Tracking.UNTRACKED);
    assertThat(flow.connections.count()).isZero();
  }

  @Test
  void wrongChecksumsAreInvalidWhereTheyAreLookedAt() {
    byte[] bytes = client().udp(1, 2).payloadLength(8).toBytes();
    bytes[30] ^= 1;
    Packet packet = new Packet();
    assertThat(packet.wrap(bytes, 0, bytes.length)).isNull();
    flow.pass(packet);
    assertThat(flow.tracking.state).isEqualTo(Tracking.INVALID);
    flow.tracking.reset();
    flow.connections.track(packet, Hook.OUTPUT, flow.now, flow.tracking);
    assertThat(flow.tracking.state).isEqualTo(Tracking.NEW);
    Flow lenient = new Flow(Settings.of(Map.of("net.netfilter.nf_conntrack_checksum", "0")));
    lenient.pass(packet);
    assertThat(lenient.tracking.state).isEqualTo(Tracking.NEW);
  }

  @Test
  void oneFlowInTwoZonesIsTwoConnections() {
    for (int zone : new int[] {0, 5}) {
      flow.tracking.reset();
      flow.tracking.template = new Template(zone, ZoneDirection.BOTH, false, "ftp", 0);
      flow.passAgain(client().udp(1, 2).build());
      assertThat(flow.tracking.state).isEqualTo(Tracking.NEW);
    }
    assertThat(flow.text()).hasLineCount(2).containsOnlyOnce("zone=5 helper=ftp");
    flow.tracking.reset();
    flow.tracking.template = new Template(5, ZoneDirection.BOTH, false, null, 0);
    flow.passAgain(server().udp(2, 1).build());
    assertThat(flow.tracking.reply).isTrue();
    assertThat(flow.text()).containsOnlyOnce("[UNREPLIED]");
  }

  @Test
  void zonesFromTheMark() {
    flow.tracking.reset();
    flow.tracking.template = new Template(0, ZoneDirection.ORIGINAL, true, null, 0);
    flow.passAgain(client().udp(1, 2).mark(0x10009).build());
    assertThat(flow.text()).contains("zone-orig=9");
  }

  @Test
  void aFullTableDropsWhatIsNew() {
    Flow small = new Flow(Settings.of(Map.of("net.netfilter.nf_conntrack_max", "100")));
    int accepted = 0;
    for (int i = 0; i < 1000; i++) {
      accepted += small.pass(client().udp(i, 2).build()) == Result.ACCEPT ? 1 : 0;
    }
    assertThat(small.connections.count()).isLessThanOrEqualTo(100);
    // Now and then an entry that nothing assures stands near enough to be evicted.
    assertThat(accepted).isBetween(100, 200);
    assertThat(small.pass(client().udp(999, 2).build())).isIn(Result.DROP, Result.ACCEPT);
    // What has expired makes room, though nobody has asked for it.
    small.now += 31 * SECOND;
    for (int i = 0; i < 100; i++) {
      assertThat(small.pass(client().udp(5000 + i, 2).build())).isEqualTo(Result.ACCEPT);
    }
  }

  @Test
  void whatHasExpiredIsNotKept() {
    for (int i = 0; i < 200_000; i++) {
      flow.pass(client().udp(i & 0xffff, 1 + (i >>> 16)).build());
      flow.now += SECOND / 100;
    }
    // 3,000 live at a time.
    assertThat(flow.connections.count()).isLessThan(7_000);
    assertThat(flow.connections.entries(flow.now)).hasSizeBetween(2_990, 3_010);
  }

  @Test
  void twoPacketsOfOneFlowOnTheirWayAtTheSameTime() {
    Tracking first = new Tracking();
    Tracking second = new Tracking();
    Packet packet = client().udp(1, 2).build();
    flow.connections.track(packet, Hook.PREROUTING, flow.now, first);
    flow.connections.track(packet, Hook.PREROUTING, flow.now, second);
    assertThat(flow.connections.confirm(packet, first, flow.now)).isEqualTo(Result.ACCEPT);
    assertThat(flow.connections.confirm(packet, second, flow.now)).isEqualTo(Result.ACCEPT);
    assertThat(second.connection).isSameAs(first.connection);
    Packet syn = client().tcp(1, 2, SYN).build();
    first.reset();
    second.reset();
    flow.connections.track(syn, Hook.PREROUTING, flow.now, first);
    flow.connections.track(syn, Hook.PREROUTING, flow.now, second);
    assertThat(flow.connections.confirm(syn, first, flow.now)).isEqualTo(Result.ACCEPT);
    assertThat(flow.connections.confirm(syn, second, flow.now)).isEqualTo(Result.DROP);
  }

  @Test
  void settingsThatAreNoNumbersAreNamed() {
    org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.of(Map.of("net.netfilter.nf_conntrack_udp_timeout", "soon")))
        .withMessage("net.netfilter.nf_conntrack_udp_timeout: expected a number, not \"soon\"");
  }
}
