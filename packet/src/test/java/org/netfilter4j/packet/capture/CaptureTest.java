package org.netfilter4j.packet.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.packet.Problem;
import org.netfilter4j.packet.capture.CaptureWriter.Format;

class CaptureTest {
  private static final long TIME = 1_700_000_000_123_456_789L;

  private static List<Frame> read(byte[] file) throws IOException {
    List<Frame> frames = new ArrayList<>();
    try (CaptureReader reader =
        new CaptureReader(new ByteArrayInputStream(file), "test.pcap", file.length)) {
      for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
        frames.add(frame);
      }
      assertThat(reader.position()).isEqualTo(reader.size());
    }
    return frames;
  }

  private static byte[] write(Format format, int seed, int frames) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (CaptureWriter writer = new CaptureWriter(file, format, LinkType.ETHERNET)) {
      for (int i = 0; i < frames; i++) {
        writer.write(TIME + i * 1000L, packet(random));
      }
    }
    return file.toByteArray();
  }

  private static Packet packet(SplittableRandom random) {
    return (random.nextBoolean() ? PacketBuilder.ipv4() : PacketBuilder.ipv6())
        .udp(random.nextInt(65536), random.nextInt(65536))
        .payloadLength(random.nextInt(100))
        .ethernet(random.nextLong() & 0xfeff_ffff_ffffL, random.nextLong() & 0xfeff_ffff_ffffL)
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsRead(Format format) throws IOException {
    List<Frame> frames = read(write(format, 1, 200));
    assertThat(frames).hasSize(200);
    SplittableRandom random = new SplittableRandom(1);
    Packet view = new Packet();
    for (int i = 0; i < 200; i++) {
      Packet packet = packet(random);
      Frame frame = frames.get(i);
      assertThat(frame.number()).isEqualTo(i + 1);
      long time = TIME + i * 1000L;
      assertThat(frame.timestamp())
          .isEqualTo(format == Format.PCAP_MICROSECONDS ? time / 1000 * 1000 : time);
      assertThat(frame.isTruncated()).isFalse();
      assertThat(frame.family()).isEqualTo(packet.family());
      assertThat(frame.into(view)).isNull();
      assertThat(view.toBytes()).isEqualTo(packet.toBytes());
      for (Field.Header mac : List.of(Field.Header.MAC_SOURCE, Field.Header.MAC_DESTINATION)) {
        assertThat(view.has(mac)).isTrue();
        assertThat(view.number(mac)).isEqualTo(packet.number(mac));
      }
    }
  }

  @Test
  void everyLinkTypeIsUnderstood() throws IOException {
    Packet packet = PacketBuilder.ipv4().udp(1, 2).payloadLength(5).build();
    Packet six = PacketBuilder.ipv6().udp(1, 2).payloadLength(5).build();
    assertFound(packet, LinkType.RAW, "");
    assertFound(six, LinkType.RAW, "");
    assertFound(packet, 12, "");
    assertFound(packet, 14, "");
    assertFound(packet, LinkType.IPV4, "");
    assertFound(six, LinkType.IPV6, "");
    assertFound(packet, LinkType.NULL, "02000000");
    assertFound(packet, LinkType.NULL, "00000002");
    assertFound(six, LinkType.NULL, "1e000000");
    assertFound(six, LinkType.LOOP, "00000018");
    assertFound(packet, LinkType.ETHERNET, "0200000000010200000000020800");
    assertFound(packet, LinkType.ETHERNET, "02000000000102000000000281000064" + "0800");
    assertFound(six, LinkType.ETHERNET, "02000000000102000000000288a800648100000286dd");
    assertFound(packet, LinkType.LINUX_SLL, "000000010006020000000007" + "0000" + "0800");
    assertFound(six, LinkType.LINUX_SLL, "000400010006020000000007" + "0000" + "8100000186dd");
    assertFound(packet, LinkType.LINUX_SLL2, "0800000000000003000100060200000000070000");
    assertFound(six, LinkType.LINUX_SLL2, "8100000000000003000100060200000000070000000186dd");
  }

  private static void assertFound(Packet packet, int linkType, String header) throws IOException {
    byte[] link = java.util.HexFormat.of().parseHex(header);
    byte[] bytes = Arrays.copyOf(link, link.length + packet.length());
    System.arraycopy(packet.buffer(), 0, bytes, link.length, packet.length());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (CaptureWriter writer = new CaptureWriter(file, Format.PCAP, linkType)) {
      writer.write(TIME, bytes, 0, bytes.length);
    }
    Frame frame = read(file.toByteArray()).getFirst();
    assertThat(frame.family()).as("link type %d", linkType).isEqualTo(packet.family());
    assertThat(frame.link().networkOffset()).isEqualTo(link.length);
    Packet view = new Packet();
    assertThat(frame.into(view)).isNull();
    assertThat(view.toBytes()).isEqualTo(packet.toBytes());
    if (linkType == LinkType.LINUX_SLL || linkType == LinkType.LINUX_SLL2) {
      assertThat(view.number(Field.Header.MAC_SOURCE)).isEqualTo(0x0200_0000_0007L);
      assertThat(view.has(Field.Header.MAC_DESTINATION)).isFalse();
    }
    assertThat(frame.with(view).bytes()).isEqualTo(bytes);
  }

  @Test
  void otherFramesAreNotIp() throws IOException {
    byte[] arp = new byte[60];
    arp[12] = 8;
    arp[13] = 6;
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (CaptureWriter writer = new CaptureWriter(file, Format.PCAP, LinkType.ETHERNET)) {
      writer.write(TIME, arp, 0, arp.length);
      writer.write(TIME, arp, 0, 10);
    }
    List<Frame> frames = read(file.toByteArray());
    assertThat(frames).hasSize(2).noneMatch(Frame::isIp);
    assertThat(frames.getFirst().link().etherType()).isEqualTo(0x806);
    assertThat(frames.getLast().link().networkOffset()).isEqualTo(-1);
  }

  @Test
  void aSnapLengthIsNoDamage() throws IOException {
    Packet packet = PacketBuilder.ipv4().tcp(1, 80, 2).payloadLength(200).build();
    Frame whole =
        new Frame(
            1,
            TIME,
            packet.length(),
            Arrays.copyOf(packet.toBytes(), 64),
            LinkType.RAW,
            new Frame.Link(0, 0x800, 0, -1),
            null,
            Frame.Direction.UNKNOWN);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (CaptureWriter writer = new CaptureWriter(file, Format.PCAP, LinkType.RAW)) {
      writer.write(whole);
    }
    Frame frame = read(file.toByteArray()).getFirst();
    assertThat(frame.isTruncated()).isTrue();
    Packet view = new Packet();
    assertThat(frame.into(view)).isNull();
    assertThat(view.isComplete()).isFalse();
    assertThat(view.totalLength()).isEqualTo(packet.length());
    assertThat(view.number(Field.Header.DESTINATION_PORT)).isEqualTo(80);
    assertThat(view.wrap(frame.bytes(), 0, 64)).isEqualTo(Problem.TRUNCATED);
  }

  /** A pcapng with all packet blocks, in the byte order asked for. */
  private static byte[] pcapng(ByteOrder order) {
    byte[] data = PacketBuilder.ipv4().udp(1, 2).toBytes();
    ByteBuffer file = ByteBuffer.allocate(4096).order(order);
    block(
        file,
        0x0a0d0d0a,
        b -> b.putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0).putLong(-1));
    block(file, 0x0bad, b -> b.putLong(7)); // unknown
    block(
        file,
        1,
        b ->
            b.putShort((short) 101)
                .putShort((short) 0)
                .putInt(0)
                .putShort((short) 2)
                .putShort((short) 4)
                .put("eth0".getBytes(UTF_8))
                .putShort((short) 9)
                .putShort((short) 1)
                .putInt(order == ByteOrder.BIG_ENDIAN ? 0x8a000000 : 0x8a)
                .putShort((short) 14)
                .putShort((short) 8)
                .putLong(100)
                .putInt(0));
    block(file, 1, b -> b.putShort((short) 101).putShort((short) 0).putInt(24));
    block(
        file,
        6,
        b ->
            b.putInt(0)
                .putInt(0)
                .putInt(3 * 1024 + 512)
                .putInt(data.length)
                .putInt(data.length)
                .put(data)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(2)
                .putInt(0));
    block(file, 3, b -> b.putInt(data.length).put(data));
    block(
        file,
        2,
        b ->
            b.putShort((short) 1)
                .putShort((short) 0)
                .putInt(0)
                .putInt(5_000_001)
                .putInt(20)
                .putInt(data.length)
                .put(data, 0, 20));
    return Arrays.copyOf(file.array(), file.position());
  }

  private static void block(
      ByteBuffer file, int type, java.util.function.Consumer<ByteBuffer> body) {
    int start = file.position();
    file.putInt(type).putInt(0);
    body.accept(file);
    int total = file.position() - start + 4;
    file.putInt(total).putInt(start + 4, total);
  }

  @Test
  void pcapngOfBothByteOrdersAndTwoSections() throws IOException {
    byte[] big = pcapng(ByteOrder.BIG_ENDIAN);
    byte[] little = pcapng(ByteOrder.LITTLE_ENDIAN);
    byte[] both = Arrays.copyOf(big, big.length + little.length);
    System.arraycopy(little, 0, both, big.length, little.length);
    List<Frame> frames = read(both);
    assertThat(frames).hasSize(6);
    for (int i = 0; i < 6; i += 3) {
      assertThat(frames.get(i).timestamp()).isEqualTo(103_500_000_000L);
      assertThat(frames.get(i).interfaceName()).isEqualTo("eth0");
      assertThat(frames.get(i).direction()).isEqualTo(Frame.Direction.OUT);
      assertThat(frames.get(i + 1).bytes()).isEqualTo(frames.get(i).bytes());
      assertThat(frames.get(i + 2).timestamp()).isEqualTo(5_000_001_000L);
      assertThat(frames.get(i + 2).bytes()).hasSize(20);
      assertThat(frames.get(i + 2).isTruncated()).isTrue();
    }
  }

  @Test
  void anotherLinkTypeStandsOnlyInPcapng() throws IOException {
    Frame raw = read(pcapng(ByteOrder.BIG_ENDIAN)).getFirst();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (CaptureWriter writer = new CaptureWriter(file, Format.PCAPNG, LinkType.ETHERNET)) {
      writer.write(raw);
    }
    assertThat(read(file.toByteArray()).getFirst().linkType()).isEqualTo(LinkType.RAW);
    try (CaptureWriter writer = new CaptureWriter(file, Format.PCAP, LinkType.ETHERNET)) {
      assertThatThrownBy(() -> writer.write(raw)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void damageIsToldInOneLine() throws IOException {
    byte[] pcap = write(Format.PCAP, 1, 3);
    assertDamage(
        new byte[0], "test.pcap: byte 0: the file is empty, expected a pcap or pcapng capture");
    assertDamage(
        "hello, world".getBytes(UTF_8),
        "test.pcap: byte 0: found 68656c6c, expected a pcap or pcapng magic number");
    assertDamage(
        Arrays.copyOf(pcap, 10),
        "test.pcap: byte 4: pcap file header: expected 20 bytes, the file ends after 6");
    assertDamage(
        Arrays.copyOf(pcap, 30),
        "test.pcap: byte 24: pcap record header: expected 16 bytes, the file ends after 6");
    byte[] huge = pcap.clone();
    huge[32] = 1;
    assertThatThrownBy(() -> read(huge))
        .isInstanceOf(CaptureException.class)
        .hasMessageMatching(
            "test.pcap: byte 32: captured length \\d+ in a pcap record header, expected at most"
                + " 262144");
    byte[] ng = pcapng(ByteOrder.BIG_ENDIAN);
    assertDamage(
        Arrays.copyOf(ng, ng.length - 3),
        "test.pcap: byte "
            + (ng.length - 4)
            + ": pcapng block trailer: expected 4 bytes, the file ends after 1");
    byte[] odd = ng.clone();
    odd[7] = 29;
    assertDamage(
        odd,
        "test.pcap: byte 4: pcapng block length 29, expected a multiple of 4 from 28 to 16777216");
  }

  private static void assertDamage(byte[] file, String message) {
    assertThatThrownBy(() -> read(file)).isInstanceOf(CaptureException.class).hasMessage(message);
  }

  @Test
  void mutatedCapturesEndOrTellWhere() throws IOException {
    List<byte[]> originals = new ArrayList<>();
    for (Format format : Format.values()) {
      originals.add(write(format, 7, 5));
    }
    originals.add(pcapng(ByteOrder.BIG_ENDIAN));
    originals.add(pcapng(ByteOrder.LITTLE_ENDIAN));
    int damaged = 0;
    for (int seed = 0; seed < 30_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] file = originals.get(seed % originals.size()).clone();
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        file[random.nextInt(file.length)] =
            (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(4));
      }
      if (random.nextInt(4) == 0) {
        file = Arrays.copyOf(file, random.nextInt(file.length));
      }
      damaged += survives(file) ? 0 : 1;
    }
    assertThat(damaged).isBetween(1000, 29_000);
  }

  private static boolean survives(byte[] file) throws IOException {
    Packet packet = new Packet();
    try {
      for (Frame frame : read(file)) {
        if (frame.isIp() && frame.into(packet) == null) {
          assertThat(packet.family()).isIn(Family.IPV4, Family.IPV6);
        }
      }
      return true;
    } catch (CaptureException e) {
      assertThat(e.getMessage()).matches("test.pcap: byte \\d+: [^\\n]+");
      assertThat(e.position()).isBetween(0L, (long) file.length);
      return false;
    }
  }
}
