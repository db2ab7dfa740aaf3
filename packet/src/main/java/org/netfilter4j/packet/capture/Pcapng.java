package org.netfilter4j.packet.capture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.packet.capture.Frame.Direction;

/** The pcapng format: sections of blocks, in each the interfaces and then the packets. */
final class Pcapng implements CaptureReader.Format {
  private static final long SECTION_HEADER = 0x0a0d_0d0aL;
  private static final long INTERFACE_DESCRIPTION = 1;
  private static final long OBSOLETE_PACKET = 2;
  private static final long SIMPLE_PACKET = 3;
  private static final long ENHANCED_PACKET = 6;

  private static final int IF_NAME = 2;
  private static final int IF_TSRESOL = 9;
  private static final int IF_TSOFFSET = 14;
  private static final int EPB_FLAGS = 2;

  /** As libpcap: a longer block is taken for damage. */
  private static final int LARGEST_BLOCK = 16 << 20;

  private record Interface(
      int linkType, long snapLength, Resolution resolution, @Nullable String name) {}

  private final Input input;
  private final List<Interface> interfaces = new ArrayList<>();
  private final byte[] header = new byte[12];
  private byte[] body = new byte[4096];
  private long blockStart;
  private int bodyLength;
  private long frames;

  /** Begins behind the type of the first section header. */
  Pcapng(Input input) throws IOException {
    this.input = input;
    section();
  }

  @Override
  public @Nullable Frame next() throws IOException {
    while (true) {
      blockStart = input.position();
      if (!input.readUnlessEnd(header, 4, "pcapng block type")) {
        return null;
      }
      long type = input.number32(header, 0);
      if (type == SECTION_HEADER) {
        section();
        continue;
      }
      input.read(header, 4, "pcapng block length");
      long total = checkTotal(input.number32(header, 0), 12);
      if (type == INTERFACE_DESCRIPTION
          || type == ENHANCED_PACKET
          || type == SIMPLE_PACKET
          || type == OBSOLETE_PACKET) {
        Frame frame = block(type, total);
        if (frame != null) {
          return frame;
        }
      } else {
        input.skip(total - 12, "pcapng block of type " + type);
        trailer(total);
      }
    }
  }

  /** Reads a section header behind its type: it says the byte order of what follows. */
  private void section() throws IOException {
    input.read(header, 8, "pcapng section header");
    switch (Input.hex(header, 8).substring(8)) {
      case "1a2b3c4d" -> input.littleEndian(false);
      case "4d3c2b1a" -> input.littleEndian(true);
      default ->
          throw input.damaged(
              blockStart + 8,
              "found "
                  + Input.hex(header, 8).substring(8)
                  + ", expected the byte-order magic 1a2b3c4d of a pcapng section");
    }
    long total = checkTotal(input.number32(header, 0), 28);
    input.read(header, 4, "pcapng version");
    int major = input.number16(header, 0);
    int minor = input.number16(header, 2);
    // 1.2 was written by mistake for a while and is the same.
    if (major != 1 || (minor != 0 && minor != 2)) {
      throw input.damaged(
          blockStart + 12, "pcapng version " + major + "." + minor + ", expected 1.0");
    }
    // Like libpcap, no look at the length that is repeated at the end of a section header.
    input.skip(total - 16, "pcapng section header");
    interfaces.clear();
  }

  private long checkTotal(long total, int least) throws CaptureException {
    if (total < least || total % 4 != 0 || total > LARGEST_BLOCK) {
      throw input.damaged(
          blockStart + 4,
          "pcapng block length "
              + total
              + ", expected a multiple of 4 from "
              + least
              + " to "
              + LARGEST_BLOCK);
    }
    return total;
  }

  private void trailer(long total) throws IOException {
    long at = input.position();
    input.read(header, 4, "pcapng block trailer");
    long again = input.number32(header, 0);
    if (again != total) {
      throw input.damaged(
          at, "pcapng block length " + again + " at the block's end, expected " + total);
    }
  }

  private @Nullable Frame block(long type, long total) throws IOException {
    bodyLength = (int) total - 12;
    if (body.length < bodyLength) {
      body = new byte[bodyLength];
    }
    input.read(body, bodyLength, "pcapng block body");
    trailer(total);
    if (type == INTERFACE_DESCRIPTION) {
      interfaceDescription();
      return null;
    }
    if (type == ENHANCED_PACKET) {
      return enhanced();
    }
    return type == SIMPLE_PACKET ? simple() : obsolete();
  }

  private void requireBody(int length, String what) throws CaptureException {
    if (bodyLength < length) {
      throw input.damaged(
          blockStart + 4,
          "pcapng "
              + what
              + " block of "
              + (bodyLength + 12)
              + " bytes, expected at least "
              + (length + 12));
    }
  }

  private void interfaceDescription() throws CaptureException {
    requireBody(8, "interface description");
    Resolution resolution = Resolution.MICROSECONDS;
    long offset = 0;
    String name = null;
    for (int at = 8; hasOption(at); at = nextOption(at)) {
      int length = input.number16(body, at + 2);
      switch (input.number16(body, at)) {
        case IF_NAME ->
            name = new String(body, at + 4, length, StandardCharsets.UTF_8).replace("\0", "");
        case IF_TSRESOL -> {
          requireOption(at, 1, "if_tsresol");
          int code = body[at + 4] & 0xff;
          resolution = Resolution.of(code);
          if (resolution == null) {
            throw input.damaged(
                blockStart + 8 + at + 4,
                "if_tsresol " + code + ", expected 10^-0 to 10^-19 or 2^-0 to 2^-63");
          }
        }
        case IF_TSOFFSET -> {
          requireOption(at, 8, "if_tsoffset");
          offset = timestamp(at + 4, body);
        }
        default -> {}
      }
    }
    interfaces.add(
        new Interface(
            input.number16(body, 0), input.number32(body, 4), resolution.withOffset(offset), name));
  }

  /** A 64-bit number whose halves stand in the order of the section. */
  private long timestamp(int at, byte[] bytes) {
    long first = input.number32(bytes, at);
    long second = input.number32(bytes, at + 4);
    return input.isLittleEndian() ? second << 32 | first : first << 32 | second;
  }

  private boolean hasOption(int at) throws CaptureException {
    if (at >= bodyLength) {
      return false;
    }
    int code = input.number16(body, at);
    int length = input.number16(body, at + 2);
    if (code == 0 && length == 0) {
      return false;
    }
    if (code == 0) {
      throw input.damaged(
          blockStart + 8 + at, "pcapng end of options of " + length + " bytes, expected 0");
    }
    if (at + 4 + length > bodyLength) {
      throw input.damaged(
          blockStart + 8 + at,
          "pcapng option of "
              + length
              + " bytes, expected at most the "
              + (bodyLength - at - 4)
              + " left in its block");
    }
    return true;
  }

  private int nextOption(int at) {
    return at + 4 + (input.number16(body, at + 2) + 3 & ~3);
  }

  private void requireOption(int at, int length, String name) throws CaptureException {
    int found = input.number16(body, at + 2);
    if (found != length) {
      throw input.damaged(
          blockStart + 8 + at, name + " of " + found + " bytes, expected " + length);
    }
  }

  private Frame enhanced() throws CaptureException {
    requireBody(20, "enhanced packet");
    return timed(input.number32(body, 0), true);
  }

  private Frame obsolete() throws CaptureException {
    requireBody(20, "packet");
    return timed(input.number16(body, 0), false);
  }

  /** A packet with a timestamp and both lengths; its bytes are at 20, its options behind them. */
  private Frame timed(long interfaceIndex, boolean withDirection) throws CaptureException {
    Interface on = onInterface(interfaceIndex);
    int captured = captured(input.number32(body, 12), 20);
    return frame(
        on,
        on.resolution.nanoseconds(input.number32(body, 4) << 32 | input.number32(body, 8)),
        captured,
        input.number32(body, 16),
        20,
        withDirection ? direction(20 + (captured + 3 & ~3)) : Direction.UNKNOWN);
  }

  /** Damaged options of a packet don't keep it from being read. */
  private Direction direction(int options) {
    int at = options;
    while (at < bodyLength && at + 4 + input.number16(body, at + 2) <= bodyLength) {
      int code = input.number16(body, at);
      if (code == EPB_FLAGS && input.number16(body, at + 2) == 4) {
        return switch ((int) input.number32(body, at + 4) & 3) {
          case 1 -> Direction.IN;
          case 2 -> Direction.OUT;
          default -> Direction.UNKNOWN;
        };
      }
      at = code == 0 ? bodyLength : nextOption(at);
    }
    return Direction.UNKNOWN;
  }

  /** A simple packet has no timestamp and no length of its own: it fills its block. */
  private Frame simple() throws CaptureException {
    requireBody(4, "simple packet");
    Interface on = onInterface(0);
    long original = input.number32(body, 0);
    long kept = on.snapLength == 0 ? original : Math.min(original, on.snapLength);
    return frame(on, 0, captured(kept, 4), original, 4, Direction.UNKNOWN);
  }

  private Interface onInterface(long index) throws CaptureException {
    if (index >= interfaces.size()) {
      throw input.damaged(
          blockStart + 8,
          "packet of interface "
              + index
              + ", expected one of the "
              + interfaces.size()
              + " that were described before");
    }
    return interfaces.get((int) index);
  }

  private int captured(long captured, int from) throws CaptureException {
    int most = Math.min(bodyLength - from, CaptureReader.LARGEST_FRAME);
    if (captured > most) {
      throw input.damaged(
          blockStart + 8,
          "captured length " + captured + " in a pcapng packet block, expected at most " + most);
    }
    return (int) captured;
  }

  private Frame frame(
      Interface on, long timestamp, int captured, long original, int from, Direction direction) {
    byte[] bytes = new byte[captured];
    System.arraycopy(body, from, bytes, 0, captured);
    return new Frame(
        ++frames,
        timestamp,
        (int) Math.clamp(original, captured, Integer.MAX_VALUE),
        bytes,
        on.linkType,
        LinkHeaders.read(on.linkType, bytes),
        on.name,
        direction);
  }
}
