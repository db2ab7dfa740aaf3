package org.netfilter4j.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Field.Header;
import org.netfilter4j.model.Field.Slice;

class PacketTest {
  /** What is built is what is read, for any combination. */
  @Test
  void fieldsAreWhatWasBuilt() {
    for (int seed = 0; seed < 5000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Family family = random.nextBoolean() ? Family.IPV4 : Family.IPV6;
      Address source = Generator.address(random, family);
      Address destination = Generator.address(random, family);
      int sport = Generator.port(random);
      int dport = Generator.port(random);
      int flags = random.nextInt(256);
      int tos = random.nextInt(256);
      int ttl = random.nextInt(256);
      int mss = Generator.port(random);
      PacketBuilder builder =
          PacketBuilder.of(family).source(source).destination(destination).tos(tos).ttl(ttl);
      if (family == Family.IPV6 && random.nextBoolean()) {
        builder.hopByHop().routing(0).destinationOptions();
      }
      Packet packet =
          builder
              .tcp(sport, dport, flags)
              .tcpOptions((byte) 1, (byte) 1)
              .mss(mss)
              .payloadLength(random.nextInt(50))
              .ethernet(0x020000000001L, 0x020000000002L)
              .in("eth0")
              .mark(-1)
              .build();
      assertThat(packet.family()).isEqualTo(family);
      assertThat(packet.source()).isEqualTo(source);
      assertThat(packet.destination()).isEqualTo(destination);
      assertThat(packet.high(Header.SOURCE_ADDRESS)).isEqualTo(source.high());
      assertThat(packet.number(Header.SOURCE_ADDRESS)).isEqualTo(source.low());
      assertThat(packet.number(Header.SOURCE_PORT)).isEqualTo(sport);
      assertThat(packet.number(Header.DESTINATION_PORT)).isEqualTo(dport);
      assertThat(packet.number(Header.TCP_FLAGS)).isEqualTo(flags);
      assertThat(packet.number(Header.TOS)).isEqualTo(tos);
      assertThat(packet.number(Header.TTL)).isEqualTo(ttl);
      assertThat(packet.number(Header.PROTOCOL)).isEqualTo(6);
      assertThat(packet.number(Header.FRAGMENT)).isZero();
      assertThat(packet.has(Header.ICMP_TYPE)).isFalse();
      assertThat(packet.number(Header.MAC_SOURCE)).isEqualTo(0x020000000001L);
      assertThat(packet.etherType()).isEqualTo(family == Family.IPV4 ? 0x800 : 0x86dd);
      assertThat(packet.number(Field.Meta.MARK)).isEqualTo(0xffff_ffffL);
      assertThat(packet.number(Field.Meta.LENGTH)).isEqualTo(packet.length());
      assertThat(packet.name(Field.Interface.IN)).isEqualTo("eth0");
      assertThat(packet.name(Field.Interface.OUT)).isEmpty();
      assertThat(packet.name(Field.Interface.PHYSICAL_IN)).isNull();
      int option = packet.tcpOptionOffset(2);
      assertThat(packet.tcpOptionLength(option)).isEqualTo(4);
      assertThat(packet.shortAt(option + 2)).isEqualTo(mss);
      assertThat(packet.payloadOffset()).isEqualTo(packet.transportOffset() + 28);
      assertThat(packet.receiveProblem(false)).isNull();
    }
  }

  @Test
  void bytesBehindThePacketAreLeftOut() {
    byte[] bytes = PacketBuilder.ipv4().udp(1, 2).payload((byte) 7).toBytes();
    byte[] padded = Arrays.copyOf(bytes, 60);
    Packet packet = new Packet();
    assertThat(packet.wrap(padded, 0, 60)).isNull();
    assertThat(packet.toBytes()).isEqualTo(bytes);
  }

  @Test
  void problemsAreNamed() {
    Packet packet = new Packet();
    byte[] four = PacketBuilder.ipv4().udp(1, 2).toBytes();
    byte[] six = PacketBuilder.ipv6().udp(1, 2).toBytes();
    assertThat(packet.wrap(four, 0, 0)).isEqualTo(Problem.TOO_SHORT);
    assertThat(packet.wrap(four, 0, 19)).isEqualTo(Problem.TOO_SHORT);
    assertThat(packet.wrap(six, 0, 39)).isEqualTo(Problem.TOO_SHORT);
    assertThat(packet.wrap(four, 0, four.length - 1)).isEqualTo(Problem.TRUNCATED);
    assertThat(packet.wrap(six, 0, six.length - 1)).isEqualTo(Problem.TRUNCATED);
    assertThat(packet.wrap(with(four, 0, 0x55), 0, four.length)).isEqualTo(Problem.BAD_VERSION);
    assertThat(packet.wrap(with(four, 0, 0x44), 0, four.length))
        .isEqualTo(Problem.BAD_HEADER_LENGTH);
    assertThat(packet.wrap(with(four, 0, 0x4f), 0, four.length))
        .isEqualTo(Problem.BAD_HEADER_LENGTH);
    assertThat(packet.wrap(with(four, 3, 19), 0, four.length)).isEqualTo(Problem.BAD_TOTAL_LENGTH);
    assertThat(packet.has(Header.SOURCE_ADDRESS)).isFalse();
    assertThat(packet.wrap(with(four, 8, 1), 0, four.length)).isNull();
    assertThat(packet.receiveProblem(false)).isEqualTo(Problem.BAD_HEADER_CHECKSUM);
    assertThatThrownBy(() -> Packet.of(new byte[3]))
        .isInstanceOf(MalformedPacketException.class)
        .hasMessage("the IP version is neither 4 nor 6");
  }

  @Test
  void whatAnIpv6ReceiverRefuses() {
    assertThat(six().source("ff02::1").build().receiveProblem(false))
        .isEqualTo(Problem.MULTICAST_SOURCE);
    assertThat(six().destination("ff00::1").build().receiveProblem(true))
        .isEqualTo(Problem.MULTICAST_SCOPE);
    assertThat(six().destination("ff01::1").build().receiveProblem(false))
        .isEqualTo(Problem.MULTICAST_SCOPE);
    assertThat(six().destination("ff02::1").build().receiveProblem(false)).isNull();
    assertThat(six().destination("::1").build().receiveProblem(false))
        .isEqualTo(Problem.LOOPBACK_ADDRESS);
    assertThat(six().destination("::1").build().receiveProblem(true)).isNull();
    assertThat(six().hopByHop().build().receiveProblem(false)).isNull();
    for (byte[] bad : new byte[][] {{1, 4, 1}, {1, 5}, {(byte) 0x80, 4}, {5, 4}}) {
      assertThat(six().extension(IpProtocol.HOP_BY_HOP, bad).build().receiveProblem(false))
          .as(Arrays.toString(bad))
          .isEqualTo(Problem.BAD_HOP_BY_HOP);
    }
    assertThat(
            six()
                .extension(IpProtocol.HOP_BY_HOP, (byte) 0x3e, (byte) 4)
                .build()
                .receiveProblem(false))
        .isNull();
  }

  private static PacketBuilder six() {
    return PacketBuilder.ipv6().udp(1, 2);
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    copy[at] = (byte) value;
    return copy;
  }

  @ParameterizedTest
  @EnumSource
  void laterFragmentsHaveNoPorts(Family family) {
    Packet first = PacketBuilder.of(family).fragment(0, true).udp(1, 2).payloadLength(16).build();
    assertThat(first.isFragment()).isTrue();
    assertThat(first.number(Header.FRAGMENT)).isEqualTo(1);
    assertThat(first.number(Header.DESTINATION_PORT)).isEqualTo(2);
    Packet later = PacketBuilder.of(family).fragment(24, false).udp(1, 2).payloadLength(16).build();
    assertThat(later.number(Header.PROTOCOL)).isEqualTo(17);
    assertThat(later.number(Header.FRAGMENT_OFFSET)).isEqualTo(24);
    assertThat(later.number(Header.FRAGMENT)).isEqualTo(1);
    assertThat(later.has(Header.SOURCE_PORT)).isFalse();
    assertThat(later.hasTransportBytes(0)).isFalse();
    assertThat(later.has(new Slice(Slice.Base.TRANSPORT, 0, 2))).isFalse();
    assertThat(later.length() - later.payloadOffset()).isEqualTo(16);
    later.setSource(first.destination());
    assertThat(Checksums.headerValid(later)).isTrue();
    assertThat(later.toBytes()[later.length() - 1]).isEqualTo((byte) 15);
  }

  @Test
  void anIpv6LaterFragmentOfAnExtensionHeaderHasNoProtocol() {
    Packet packet = PacketBuilder.ipv6().fragment(8, false).protocol(60).payloadLength(8).build();
    assertThat(packet.has(Header.PROTOCOL)).isFalse();
    assertThat(packet.protocol()).isEqualTo(-1);
    assertThat(packet.fragmentOffset()).isEqualTo(8);
  }

  @Test
  void espEndsTheExtensionHeaders() {
    Packet esp = PacketBuilder.ipv6().hopByHop().protocol(50).payloadLength(30).build();
    assertThat(esp.protocol()).isEqualTo(50);
    assertThat(esp.transportOffset()).isEqualTo(48);
    Packet none = PacketBuilder.ipv6().destinationOptions().protocol(59).build();
    assertThat(none.protocol()).isEqualTo(59);
    Packet authenticated =
        PacketBuilder.ipv6().extension(IpProtocol.AH, new byte[22]).udp(5, 6).build();
    assertThat(authenticated.number(Header.DESTINATION_PORT)).isEqualTo(6);
    assertThat(authenticated.extensionHeader(IpProtocol.AH)).isEqualTo(40);
    assertThat(authenticated.extensionHeader(IpProtocol.ROUTING)).isEqualTo(-1);
    Packet cut = PacketBuilder.ipv6().protocol(60).payload((byte) 6).build();
    assertThat(cut.has(Header.PROTOCOL)).isFalse();
  }

  @Test
  void slices() {
    Packet packet =
        PacketBuilder.ipv6()
            .source("2001:db8:1:2:3:4:5:6")
            .udp(0x1234, 0x5678)
            .ethernet(0x020000000001L, 0x020000000002L)
            .build();
    Slice source = new Slice(Slice.Base.NETWORK, 8, 16);
    assertThat(packet.number(source)).isEqualTo(packet.number(Header.SOURCE_ADDRESS));
    assertThat(packet.high(source)).isEqualTo(packet.high(Header.SOURCE_ADDRESS));
    assertThat(packet.number(new Slice(Slice.Base.TRANSPORT, 0, 4))).isEqualTo(0x12345678L);
    assertThat(packet.has(new Slice(Slice.Base.TRANSPORT, 6, 4))).isFalse();
    assertThat(packet.number(new Slice(Slice.Base.LINK, 6, 6))).isEqualTo(0x020000000001L);
    assertThat(packet.high(new Slice(Slice.Base.NETWORK, 8, 12))).isEqualTo(0x20010db8L);
  }

  @Test
  void tcpOptionsAsXtTcpudpReadsThem() {
    Packet packet =
        PacketBuilder.ipv4()
            .tcp(1, 2, PacketBuilder.SYN)
            .tcpOptions((byte) 0, (byte) 3, (byte) 3, (byte) 7, (byte) 9, (byte) 0, (byte) 8)
            .build();
    assertThat(packet.hasTcpOption(3)).as("behind the end of the list").isTrue();
    assertThat(packet.hasTcpOption(7)).as("data").isFalse();
    assertThat(packet.hasTcpOption(8)).as("length 0 counts as 1, then 0").isTrue();
    byte[] bytes = packet.toBytes();
    bytes[32] = (byte) 0xf0; // a data offset beyond the packet
    Packet cut = new Packet();
    assertThat(cut.wrap(bytes, 0, bytes.length)).isNull();
    assertThat(cut.hasTcpOption(3)).isFalse();
    assertThat(cut.tcpHeaderLength()).isEqualTo(60);
    assertThat(cut.setTcpMss(1000)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void mssIsLoweredOrAdded(Family family) {
    Packet packet = PacketBuilder.of(family).tcp(1, 2, PacketBuilder.SYN).mss(1460).build();
    assertThat(packet.setTcpMss(1400)).isTrue();
    assertMss(packet, 1400);
    assertThat(packet.setTcpMss(1500)).isTrue();
    assertMss(packet, 1400);
    Packet none =
        PacketBuilder.of(family)
            .tcp(1, 2, PacketBuilder.SYN)
            .tcpOptions((byte) 4, (byte) 2)
            .build();
    int before = none.totalLength();
    assertThat(none.setTcpMss(1400)).isTrue();
    assertMss(none, family == Family.IPV4 ? 536 : 1220);
    assertThat(none.totalLength()).isEqualTo(before + 4);
    assertThat(none.hasTcpOption(4)).isTrue();
    Packet data = PacketBuilder.of(family).tcp(1, 2, PacketBuilder.SYN).payloadLength(1).build();
    assertThat(data.setTcpMss(1400)).isTrue();
    assertThat(data.hasTcpOption(2)).isFalse();
  }

  /** The kernel adds the difference as if the number stood at an even place. */
  @ParameterizedTest
  @EnumSource
  void anMssAtAnOddPlaceBreaksTheChecksumAsInTheKernel(Family family) {
    Packet packet =
        PacketBuilder.of(family)
            .tcp(1, 2, PacketBuilder.SYN)
            .tcpOptions((byte) 1)
            .mss(0x1234)
            .build();
    int checksum = packet.shortAt(packet.transportOffset() + 16);
    assertThat(packet.setTcpMss(0x0567)).isTrue();
    assertThat(packet.shortAt(packet.tcpOptionOffset(2) + 2)).isEqualTo(0x0567);
    assertThat(packet.shortAt(packet.transportOffset() + 16))
        .isEqualTo(Checksums.update(checksum, 0x1234, 0x0567));
    assertThat(Checksums.transportValid(packet)).isFalse();
  }

  private static void assertMss(Packet packet, int mss) {
    assertThat(packet.shortAt(packet.tcpOptionOffset(2) + 2)).isEqualTo(mss);
    assertThat(Checksums.headerValid(packet)).isTrue();
    assertThat(Checksums.transportValid(packet)).isTrue();
  }

  @Test
  void aUdpChecksumOfZeroStaysZeroAndNoneBecomesZero() {
    Packet without = PacketBuilder.ipv4().udpWithoutChecksum(1, 2).build();
    without.setSource(Address.ipv4(5));
    without.setSourcePort(99);
    assertThat(without.shortAt(26)).isZero();
    Packet with = PacketBuilder.ipv4().udp(1, 2).build();
    int zeroes = 0;
    for (int port = 0; port < 65536; port++) {
      with.setSourcePort(port);
      zeroes += with.shortAt(26) == 0 ? 1 : 0;
    }
    assertThat(zeroes).isZero();
    assertThat(Checksums.transportValid(with)).isTrue();
  }

  @Test
  void repliesAnswer() {
    Packet syn =
        PacketBuilder.ipv4().tcp(1000, 80, PacketBuilder.SYN).sequence(0xffffffffL).build();
    Packet reply = Replies.to(syn).build();
    assertThat(reply.source()).isEqualTo(syn.destination());
    assertThat(reply.number(Header.SOURCE_PORT)).isEqualTo(80);
    assertThat(reply.number(Header.TCP_FLAGS)).isEqualTo(0x12);
    assertThat(reply.intAt(28)).as("acknowledgement, around the end").isZero();
    Packet reset = Replies.tcpReset(syn).build();
    assertThat(reset.number(Header.TCP_FLAGS)).isEqualTo(0x14);
    assertThat(reset.intAt(28)).isZero();
    Packet echo = PacketBuilder.ipv6().ping(7, 8).payloadLength(20).build();
    Packet pong = Replies.to(echo).build();
    assertThat(pong.number(Header.ICMP_TYPE)).isEqualTo(129);
    assertThat(pong.icmpId()).isEqualTo(7);
    assertThat(pong.length()).isEqualTo(echo.length());
    Packet error = Replies.icmpError(echo, pong.source(), 1, 4, 0).build();
    assertThat(error.isIcmpError()).isTrue();
    assertThat(echo.embedded(new Packet())).isFalse();
  }
}
