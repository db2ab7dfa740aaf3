package org.netfilter4j.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Field;

/** After any rewriting every checksum is what computing it anew gives. */
class RewriteTest {
  private static final int SEEDS = 20_000;

  @Test
  void checksumsStayRight() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Packet packet = Generator.packet(random).build();
      assertThat(Checksums.headerValid(packet)).as("header as built, seed %d", seed).isTrue();
      assertThat(Checksums.transportValid(packet)).as("as built, seed %d", seed).isTrue();
      for (int i = 0; i < 4; i++) {
        rewrite(packet, random);
        assertThat(Checksums.headerValid(packet)).as("header, seed %d", seed).isTrue();
        assertThat(Checksums.transportValid(packet)).as("transport, seed %d", seed).isTrue();
      }
    }
  }

  private static void rewrite(Packet packet, SplittableRandom random) {
    int number = Generator.port(random);
    Address address = Generator.address(random, packet.family());
    switch (random.nextInt(8)) {
      case 0 -> {
        packet.setSource(address);
        assertThat(packet.source()).isEqualTo(address);
      }
      case 1 -> {
        packet.setDestination(address);
        assertThat(packet.destination()).isEqualTo(address);
      }
      case 2 -> {
        packet.setSourcePort(number);
        assertPort(packet, Field.Header.SOURCE_PORT, number);
      }
      case 3 -> {
        packet.setDestinationPort(number);
        assertPort(packet, Field.Header.DESTINATION_PORT, number);
      }
      case 4 -> {
        packet.setIcmpId(number);
        assertThat(packet.icmpId()).isEqualTo(packet.hasIcmpId() ? number : 0);
      }
      case 5 -> {
        packet.setTos(number & 0xff);
        assertThat(packet.number(Field.Header.TOS)).isEqualTo(number & 0xff);
      }
      case 6 -> {
        packet.setTtl(number & 0xff);
        assertThat(packet.number(Field.Header.TTL)).isEqualTo(number & 0xff);
      }
      default -> {
        if (packet.protocol() == IpProtocol.TCP) {
          assertThat(packet.setTcpMss(number)).isTrue();
        }
      }
    }
  }

  private static void assertPort(Packet packet, Field.Header field, int port) {
    boolean has = IpProtocol.hasPorts(packet.protocol());
    assertThat(packet.has(field)).isEqualTo(has);
    assertThat(packet.number(field)).isEqualTo(has ? port : 0);
  }

  @Test
  void rewritingTheQuotedPacketKeepsTheErrorRight() {
    int quoted = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Packet about = Generator.packet(random).build();
      boolean ipv4 = about.family().bytes() == 4;
      Packet error =
          Replies.icmpError(about, Generator.address(random, about.family()), ipv4 ? 3 : 1, 1, 0)
              .build();
      Packet inner = new Packet();
      assertThat(error.embedded(inner)).isTrue();
      assertThat(inner.toBytes()).isEqualTo(about.toBytes());
      for (int i = 0; i < 4; i++) {
        rewrite(inner, random);
        quoted++;
      }
      assertThat(Checksums.transportValid(error)).as("seed %d", seed).isTrue();
      assertThat(Checksums.headerValid(inner)).as("inner header, seed %d", seed).isTrue();
      assertThat(Checksums.transportValid(inner)).as("inner, seed %d", seed).isTrue();
    }
    assertThat(quoted).isEqualTo(4 * SEEDS);
  }
}
