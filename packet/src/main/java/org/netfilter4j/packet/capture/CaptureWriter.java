package org.netfilter4j.packet.capture;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;

/** Writes a capture, big-endian. Nothing is kept but a buffer; close it to write that. */
public final class CaptureWriter implements Closeable {
  private static final int SNAP_LENGTH = CaptureReader.LARGEST_FRAME;

  /** The formats that can be written. */
  public enum Format {
    /** pcap with nanoseconds, magic a1b23c4d. */
    PCAP,
    /** pcap with microseconds, magic a1b2c3d4, for old readers. */
    PCAP_MICROSECONDS,
    /** pcapng with nanoseconds; the only one in which frames of several link types can stand. */
    PCAPNG
  }

  private final OutputStream out;
  private final Format format;
  private final int linkType;
  private final List<Integer> interfaces = new ArrayList<>();

  /**
   * Writes to a stream, and the file header at once.
   *
   * @param linkType as {@link LinkType}
   */
  public CaptureWriter(OutputStream stream, Format format, int linkType) throws IOException {
    out = new BufferedOutputStream(stream, 1 << 16);
    this.format = format;
    this.linkType = linkType;
    switch (format) {
      case PCAP -> fileHeader(0xa1b2_3c4d);
      case PCAP_MICROSECONDS -> fileHeader(0xa1b2_c3d4);
      case PCAPNG -> sectionHeader();
    }
  }

  /** Writes to a file, which is replaced if it is there. */
  public static CaptureWriter create(Path file, Format format, int linkType) throws IOException {
    return new CaptureWriter(Files.newOutputStream(file), format, linkType);
  }

  private void fileHeader(int magic) throws IOException {
    put32(magic);
    put16(2);
    put16(4);
    put32(0);
    put32(0);
    put32(SNAP_LENGTH);
    put32(linkType);
  }

  private void sectionHeader() throws IOException {
    put32(0x0a0d_0d0a);
    put32(28);
    put32(0x1a2b_3c4d);
    put16(1);
    put16(0);
    put32(-1);
    put32(-1);
    put32(28);
    interfaceOf(linkType);
  }

  private int interfaceOf(int type) throws IOException {
    int known = interfaces.indexOf(type);
    if (known >= 0) {
      return known;
    }
    put32(1);
    put32(32);
    put16(type);
    put16(0);
    put32(SNAP_LENGTH);
    put16(9); // if_tsresol: nanoseconds
    put16(1);
    put32(9 << 24);
    put32(0); // end of options
    put32(32);
    interfaces.add(type);
    return interfaces.size() - 1;
  }

  /**
   * Writes a frame.
   *
   * @throws IllegalArgumentException if its link type is not the file's, except in pcapng
   */
  public void write(Frame frame) throws IOException {
    record(
        frame.timestamp(),
        frame.originalLength(),
        frame.linkType(),
        frame.bytes(),
        0,
        frame.bytes().length);
  }

  /**
   * Writes bytes that are a frame of the file's link type.
   *
   * @param timestamp nanoseconds since 1970
   */
  public void write(long timestamp, byte[] bytes, int offset, int length) throws IOException {
    record(timestamp, length, linkType, bytes, offset, length);
  }

  /**
   * Writes a packet, of raw IP or behind its Ethernet header; one of zeroes where it has none.
   *
   * @throws IllegalStateException if the file's link type is another
   */
  public void write(long timestamp, Packet packet) throws IOException {
    byte[] header =
        switch (linkType) {
          case LinkType.RAW -> new byte[0];
          case LinkType.ETHERNET -> ethernet(packet);
          default ->
              throw new IllegalStateException("packets in a capture of link type " + linkType);
        };
    byte[] bytes = new byte[header.length + packet.length()];
    System.arraycopy(header, 0, bytes, 0, header.length);
    System.arraycopy(packet.buffer(), packet.offset(), bytes, header.length, packet.length());
    int original = header.length + Math.max(packet.length(), packet.totalLength());
    record(timestamp, original, linkType, bytes, 0, bytes.length);
  }

  private static byte[] ethernet(Packet packet) {
    byte[] header = packet.linkHeader();
    if (header.length > 0) {
      return header;
    }
    header = new byte[14];
    boolean ipv4 = packet.family() == Family.IPV4;
    header[12] = (byte) (ipv4 ? 0x08 : 0x86);
    header[13] = (byte) (ipv4 ? 0x00 : 0xdd);
    return header;
  }

  private void record(long timestamp, int original, int type, byte[] bytes, int offset, int length)
      throws IOException {
    if (type != linkType && format != Format.PCAPNG) {
      throw new IllegalArgumentException(
          "a frame of link type " + type + " in a pcap of link type " + linkType);
    }
    switch (format) {
      case PCAP -> pcapRecord(timestamp, 1, original, length);
      case PCAP_MICROSECONDS -> pcapRecord(timestamp, 1000, original, length);
      case PCAPNG -> {
        enhancedPacket(timestamp, interfaceOf(type), original, bytes, offset, length);
        return;
      }
    }
    out.write(bytes, offset, length);
  }

  private void pcapRecord(long timestamp, int unit, int original, int length) throws IOException {
    put32((int) Math.floorDiv(timestamp, 1_000_000_000L));
    put32((int) (Math.floorMod(timestamp, 1_000_000_000L) / unit));
    put32(length);
    put32(original);
  }

  private void enhancedPacket(
      long timestamp, int on, int original, byte[] bytes, int offset, int length)
      throws IOException {
    int padding = -length & 3;
    int total = 32 + length + padding;
    put32(6);
    put32(total);
    put32(on);
    put32((int) (timestamp >>> 32));
    put32((int) timestamp);
    put32(length);
    put32(original);
    out.write(bytes, offset, length);
    for (int i = 0; i < padding; i++) {
      out.write(0);
    }
    put32(total);
  }

  private void put16(int value) throws IOException {
    out.write(value >>> 8);
    out.write(value);
  }

  private void put32(int value) throws IOException {
    put16(value >>> 16);
    put16(value);
  }

  /** Writes what is still in the buffer. */
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
