package org.netfilter4j.diagnose.replay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.packet.capture.CaptureReader;
import org.netfilter4j.packet.capture.CaptureWriter;
import org.netfilter4j.packet.capture.Frame;
import org.netfilter4j.packet.capture.LinkType;

/** A capture in the making: packets a millisecond apart, of any link type. */
final class Taken {
  static final long TIME = 1_700_000_000_000_000_000L;
  static final long PEER = 0x02_00_00_00_00_99L;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Seen(byte[] packet, int index, boolean out) {}

  private final List<Seen> packets = new ArrayList<>();

  /** It comes in by eth0. */
  Taken in(PacketBuilder packet) {
    return in(packet.toBytes(), 2);
  }

  Taken in(byte[] packet, int index) {
    packets.add(new Seen(packet, index, false));
    return this;
  }

  /** It goes out by eth0. */
  Taken out(PacketBuilder packet) {
    return out(packet.toBytes(), 2);
  }

  Taken out(byte[] packet, int index) {
    packets.add(new Seen(packet, index, true));
    return this;
  }

  /** Writes the capture. */
  Path write(Path file, CaptureWriter.Format format, int linkType) throws IOException {
    return write(file, format, linkType, Integer.MAX_VALUE);
  }

  /**
   * @param snap how many bytes of each packet, from the network header on, are kept
   */
  Path write(Path file, CaptureWriter.Format format, int linkType, int snap) throws IOException {
    try (CaptureWriter writer = CaptureWriter.create(file, format, linkType)) {
      long time = TIME;
      for (Seen seen : packets) {
        byte[] header = header(seen, linkType);
        int kept = Math.min(snap, seen.packet.length);
        byte[] bytes = new byte[header.length + kept];
        System.arraycopy(header, 0, bytes, 0, header.length);
        System.arraycopy(seen.packet, 0, bytes, header.length, kept);
        writer.write(
            new Frame(
                1,
                time,
                header.length + seen.packet.length,
                bytes,
                linkType,
                new Frame.Link(header.length, 0x800, 0, -1),
                null,
                Frame.Direction.UNKNOWN));
        time += 1_000_000;
      }
    }
    return file;
  }

  private static byte[] header(Seen seen, int linkType) {
    long own = seen.index == 2 ? TestHost.ETH0 : TestHost.ETH1;
    ByteBuffer header = ByteBuffer.allocate(64);
    switch (linkType) {
      case LinkType.ETHERNET -> {
        mac(header, seen.out ? PEER : own);
        mac(header, seen.out ? own : PEER);
      }
      case LinkType.LINUX_SLL -> {
        header.putShort((short) (seen.out ? 4 : 0)).putShort((short) 1).putShort((short) 6);
        mac(header, seen.out ? own : PEER);
        header.putShort((short) 0);
      }
      case LinkType.LINUX_SLL2 -> {
        header.putShort((short) 0x800).putShort((short) 0).putInt(seen.index);
        header.putShort((short) 1).put((byte) (seen.out ? 4 : 0)).put((byte) 6);
        mac(header, seen.out ? own : PEER);
        header.putShort((short) 0);
      }
      default -> {}
    }
    if (linkType == LinkType.ETHERNET || linkType == LinkType.LINUX_SLL) {
      header.putShort((short) 0x800);
    }
    byte[] bytes = new byte[header.position()];
    header.flip().get(bytes);
    return bytes;
  }

  private static void mac(ByteBuffer into, long mac) {
    into.putShort((short) (mac >>> 32)).putInt((int) mac);
  }

  /** The frames of a file. */
  static List<Frame> read(Path file) throws IOException {
    List<Frame> frames = new ArrayList<>();
    try (CaptureReader reader = CaptureReader.open(file)) {
      for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
        frames.add(frame);
      }
    }
    return frames;
  }
}
