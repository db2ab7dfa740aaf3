package org.netfilter4j.packet.capture;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The pcap format: one header, then records. */
final class Pcap implements CaptureReader.Format {
  private static final int RECORD_HEADER = 16;

  private final Input input;
  private final int unit;
  private final int linkType;
  private final int minor;
  private final byte[] header = new byte[24];
  private long frames;

  /**
   * Reads the rest of the file header.
   *
   * @param unit nanoseconds in a unit of the timestamps' fraction
   */
  Pcap(Input input, boolean littleEndian, int unit) throws IOException {
    this.input = input;
    this.unit = unit;
    input.littleEndian(littleEndian);
    input.read(header, 20, "pcap file header");
    int major = input.number16(header, 0);
    int minor = input.number16(header, 2);
    if (major != 2 || minor > 4) {
      throw input.damaged(4, "pcap version " + major + "." + minor + ", expected 2.4");
    }
    this.minor = minor;
    // The upper bits say how long frame check sequences are.
    linkType = (int) (input.number32(header, 16) & 0x03ff_ffff);
  }

  @Override
  public @Nullable Frame next() throws IOException {
    long at = input.position();
    if (!input.readUnlessEnd(header, RECORD_HEADER, "pcap record header")) {
      return null;
    }
    long seconds = input.number32(header, 0);
    long fraction = input.number32(header, 4);
    long captured = input.number32(header, 8);
    long original = input.number32(header, 12);
    // Before version 2.3 the lengths stood in the other order, in 2.3 in either.
    if (minor < 3 || (minor == 3 && captured > original)) {
      long swap = captured;
      captured = original;
      original = swap;
    }
    if (captured > CaptureReader.LARGEST_FRAME) {
      throw input.damaged(
          at + 8,
          "captured length "
              + captured
              + " in a pcap record header, expected at most "
              + CaptureReader.LARGEST_FRAME);
    }
    byte[] bytes = input.read((int) captured, "captured bytes");
    return new Frame(
        ++frames,
        seconds * 1_000_000_000L + fraction * unit,
        (int) Math.clamp(original, captured, Integer.MAX_VALUE),
        bytes,
        linkType,
        LinkHeaders.read(linkType, bytes),
        null,
        Frame.Direction.UNKNOWN);
  }
}
