package org.netfilter4j.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Field.Header;
import org.netfilter4j.model.Field.Slice;

/** Whatever bytes come: a problem is named, or everything may be asked and set. */
class DamageTest {
  @Test
  void mutatedPackets() {
    int accepted = 0;
    for (int seed = 0; seed < 60_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = Generator.packet(random).toBytes();
      if (random.nextInt(3) == 0) {
        bytes = icmpAbout(bytes);
      }
      int changes = 1 + random.nextInt(6);
      for (int i = 0; i < changes; i++) {
        int area = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 70);
        bytes[random.nextInt(area)] = (byte) random.nextInt();
      }
      if (random.nextInt(3) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      }
      accepted += exercise(bytes, random) ? 1 : 0;
    }
    assertThat(accepted).isBetween(10_000, 59_000);
  }

  private static byte[] icmpAbout(byte[] bytes) {
    Packet about = new Packet();
    assertThat(about.wrap(bytes, 0, bytes.length)).isNull();
    return Replies.icmpError(about, about.destination(), 3, 1, 0).toBytes();
  }

  @Test
  void randomBytes() {
    int accepted = 0;
    for (int seed = 0; seed < 60_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = Generator.bytes(random, random.nextInt(120));
      if (bytes.length > 6 && random.nextInt(4) != 0) {
        // A plausible beginning, so that more than the version is looked at.
        boolean six = random.nextBoolean();
        bytes[0] = (byte) (six ? 0x60 : 0x45 + random.nextInt(3));
        int length = random.nextInt(bytes.length);
        PacketBuilder.put(bytes, six ? 4 : 2, length);
        int[] next = {0, 1, 6, 17, 43, 44, 51, 58, 60, 132};
        if (six) {
          for (int at = 40; at < bytes.length; at += 8) {
            bytes[at] = (byte) next[random.nextInt(next.length)];
          }
        }
        bytes[six ? 6 : Math.min(9, bytes.length - 1)] = (byte) next[random.nextInt(next.length)];
      }
      accepted += exercise(bytes, random) ? 1 : 0;
    }
    assertThat(accepted).isBetween(10_000, 59_000);
  }

  /** At a random place in a larger buffer, whose other bytes nobody may change. */
  private static boolean exercise(byte[] bytes, SplittableRandom random) {
    int before = random.nextInt(8);
    byte[] buffer = new byte[before + bytes.length + 8];
    Arrays.fill(buffer, (byte) 0x5a);
    System.arraycopy(bytes, 0, buffer, before, bytes.length);
    Packet packet = new Packet();
    boolean cut = random.nextBoolean();
    Problem problem = packet.wrap(buffer, before, bytes.length, bytes.length + (cut ? 2000 : 0));
    readAll(packet);
    writeAll(packet, random);
    Packet inner = new Packet();
    if (packet.embedded(inner)) {
      readAll(inner);
      writeAll(inner, random);
    }
    for (int i = 0; i < before; i++) {
      assertThat(buffer[i]).isEqualTo((byte) 0x5a);
    }
    for (int i = before + bytes.length; i < buffer.length; i++) {
      assertThat(buffer[i]).isEqualTo((byte) 0x5a);
    }
    return problem == null;
  }

  private static void readAll(Packet packet) {
    for (Header field : Header.values()) {
      boolean has = packet.has(field);
      long number = packet.number(field);
      if (!has) {
        assertThat(number).isZero();
      }
      packet.high(field);
    }
    for (Slice.Base base : Slice.Base.values()) {
      for (int offset = 0; offset < 60; offset += 7) {
        Slice slice = new Slice(base, offset, 1 + offset % 16);
        if (!packet.has(slice)) {
          assertThat(packet.number(slice) | packet.high(slice)).isZero();
        }
      }
    }
    for (int kind = 0; kind < 10; kind++) {
      int at = packet.tcpOptionOffset(kind);
      assertThat(packet.hasTcpOption(kind)).isEqualTo(at >= 0);
      if (at >= 0) {
        assertThat(at + packet.tcpOptionLength(at)).isLessThanOrEqualTo(packet.length());
      }
    }
    for (int header : new int[] {0, 43, 44, 51, 60}) {
      assertThat(packet.extensionHeader(header)).isLessThan(packet.length());
    }
    assertThat(packet.payloadOffset()).isBetween(0, packet.length());
    packet.receiveProblem(false);
    Checksums.transportValid(packet);
    packet.source();
    packet.destination();
    packet.icmpId();
    assertThat(packet.toBytes()).hasSize(packet.length());
  }

  private static void writeAll(Packet packet, SplittableRandom random) {
    packet.setSource(packet.family().bytes() == 4 ? 0 : random.nextLong(), random.nextInt());
    packet.setDestination(0, random.nextInt());
    packet.setSourcePort(random.nextInt(65536));
    packet.setDestinationPort(random.nextInt(65536));
    packet.setIcmpId(random.nextInt(65536));
    packet.setTos(random.nextInt(256));
    packet.setTtl(random.nextInt(256));
    packet.setTcpMss(random.nextInt(65536));
  }
}
