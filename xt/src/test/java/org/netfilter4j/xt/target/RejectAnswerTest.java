package org.netfilter4j.xt.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;

/** What REJECT answers, and to what it does not. */
class RejectAnswerTest {
  private static final int SYN = PacketBuilder.SYN;
  private static final int ACK = PacketBuilder.ACK;

  @Test
  void aResetAcknowledgesTheSyn() throws Exception {
    Packet syn = PacketBuilder.ipv4().tcp(1000, 80, SYN).sequence(7).payloadLength(3).build();
    Packet reset = answer(RejectAnswer.reset(new Post(syn)));
    assertThat(reset.source()).hasToString("192.0.2.2");
    assertThat(reset.destination()).hasToString("192.0.2.1");
    assertThat(reset.number(Field.Header.SOURCE_PORT)).isEqualTo(80);
    assertThat(reset.number(Field.Header.TCP_FLAGS)).isEqualTo(PacketBuilder.RST | ACK);
    assertThat(reset.intAt(20 + 4)).isEqualTo(0);
    assertThat(reset.intAt(20 + 8)).isEqualTo(7 + 1 + 3);
    assertThat(reset.number(Field.Header.TTL)).isEqualTo(64);
    assertThat(reset.shortAt(4)).as("identification").isEqualTo(0);
    assertThat(reset.shortAt(6)).as("don't fragment").isEqualTo(0x4000);
    assertThat(reset.totalLength()).isEqualTo(40);
  }

  @Test
  void aResetTakesTheNumberThatWasAcknowledged() throws Exception {
    Packet ack = PacketBuilder.ipv6().tcp(1, 2, ACK).sequence(7).acknowledgement(99).build();
    Packet reset = answer(RejectAnswer.reset(new Post(ack)));
    assertThat(reset.number(Field.Header.TCP_FLAGS)).isEqualTo(PacketBuilder.RST);
    assertThat(reset.intAt(40 + 4)).isEqualTo(99);
    assertThat(reset.intAt(40 + 8)).isEqualTo(0);
  }

  @Test
  void noResetForAResetForDamageOrForMany() {
    assertThat(reset(PacketBuilder.ipv4().tcp(1, 2, PacketBuilder.RST))).isNull();
    assertThat(reset(PacketBuilder.ipv4().udp(1, 2))).isNull();
    assertThat(reset(PacketBuilder.ipv4().destination("192.0.2.255").tcp(1, 2, SYN))).isNull();
    assertThat(reset(PacketBuilder.ipv6().destination("ff02::1").tcp(1, 2, SYN))).isNull();
    assertThat(reset(PacketBuilder.ipv6().source("::").tcp(1, 2, SYN))).isNull();
    Packet damaged = PacketBuilder.ipv4().tcp(1, 2, SYN).build();
    damaged.buffer()[damaged.offset() + 24] ^= 1;
    Post post = new Post(damaged);
    assertThat(RejectAnswer.reset(post)).isNull();
    post.hook = Hook.OUTPUT;
    assertThat(RejectAnswer.reset(post)).as("not summed yet").isNotNull();
  }

  @Test
  void anErrorComesFromTheAddressThatWasMeantIfItIsTheHosts() throws Exception {
    Packet here = PacketBuilder.ipv4().udp(1, 2).tos(0x4b).payloadLength(1000).build();
    Packet error = answer(RejectAnswer.unreachable(new Post(here), 3));
    assertThat(error.source()).hasToString("192.0.2.2");
    assertThat(error.totalLength()).isEqualTo(576);
    assertThat(error.number(Field.Header.ICMP_TYPE)).isEqualTo(3);
    assertThat(error.number(Field.Header.ICMP_CODE)).isEqualTo(3);
    assertThat(error.number(Field.Header.TOS)).isEqualTo(0xc0 | 0x0a);
    Packet through = PacketBuilder.ipv4().destination("198.51.100.7").udp(1, 2).build();
    assertThat(answer(RejectAnswer.unreachable(new Post(through), 3)).source())
        .hasToString("203.0.113.1");
  }

  @Test
  void anIpv6ErrorQuotesUpToTheSmallestMtu() throws Exception {
    Packet packet = PacketBuilder.ipv6().udp(1, 2).payloadLength(1400).build();
    Packet error = answer(RejectAnswer.unreachable(new Post(packet), 4));
    assertThat(error.totalLength()).isEqualTo(1280);
    assertThat(error.number(Field.Header.ICMP_TYPE)).isEqualTo(1);
    assertThat(error.source()).hasToString("2001:db8::2");
  }

  @Test
  void noErrorAboutErrorsFragmentsManyOrDamage() {
    assertThat(error(PacketBuilder.ipv4().icmp(3, 1).payloadLength(28))).isNull();
    assertThat(error(PacketBuilder.ipv4().icmp(42, 0))).isNull();
    assertThat(error(PacketBuilder.ipv4().ping(1, 1))).isNotNull();
    assertThat(error(PacketBuilder.ipv6().icmp(1, 4))).isNull();
    assertThat(error(PacketBuilder.ipv6().ping(1, 1))).isNotNull();
    assertThat(error(PacketBuilder.ipv4().fragment(64, true).payloadLength(8))).isNull();
    assertThat(error(PacketBuilder.ipv4().destination("192.0.2.255").udp(1, 2))).isNull();
    assertThat(error(PacketBuilder.ipv4().udpWithoutChecksum(1, 2))).isNotNull();
    Packet other = PacketBuilder.ipv4().protocol(253).payload((byte) 1, (byte) 2).build();
    assertThat(RejectAnswer.unreachable(new Post(other), 3)).as("its bytes sum up").isNull();
    Packet broadcast = PacketBuilder.ipv4().udp(1, 2).build();
    broadcast.setPacketType(1);
    assertThat(RejectAnswer.unreachable(new Post(broadcast), 3)).isNull();
  }

  private static byte @Nullable [] reset(PacketBuilder packet) {
    return RejectAnswer.reset(new Post(packet.build()));
  }

  private static byte @Nullable [] error(PacketBuilder packet) {
    return RejectAnswer.unreachable(new Post(packet.build()), 3);
  }

  private static Packet answer(byte @Nullable [] bytes) throws Exception {
    Packet packet = Packet.of(Objects.requireNonNull(bytes));
    assertThat(Checksums.headerValid(packet)).isTrue();
    assertThat(Checksums.transportValid(packet)).isTrue();
    return packet;
  }
}
