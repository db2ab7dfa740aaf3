package org.netfilter4j.packet.capture;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a capture, pcap or pcapng, frame by frame.
 *
 * <p>Memory does not grow with the file. Use by one thread; {@link #position} may be asked by
 * another, for a progress display.
 */
public final class CaptureReader implements Closeable {
  /** As much of one frame as libpcap takes, MAXIMUM_SNAPLEN. */
  static final int LARGEST_FRAME = 262_144;

  private final InputStream stream;
  private final long size;
  private final Input input;
  private final Format format;
  private volatile long position;

  /** The frames of one file format. */
  sealed interface Format permits Pcap, Pcapng {
    /** The next frame; null at the end. */
    @Nullable Frame next() throws IOException;
  }

  /**
   * Begins to read a stream; closing the reader closes it.
   *
   * @param name the file's name in errors
   * @param size how many bytes there are, -1 where unknown
   * @throws CaptureException if it does not begin as a capture
   */
  public CaptureReader(InputStream stream, String name, long size) throws IOException {
    this.stream = stream;
    this.size = size;
    input = new Input(new BufferedInputStream(stream, 1 << 16), name);
    byte[] magic = new byte[4];
    if (!input.readUnlessEnd(magic, 4, "magic number")) {
      throw input.damaged(0, "the file is empty, expected a pcap or pcapng capture");
    }
    format = format(magic);
    position = input.position();
  }

  /**
   * Opens a file.
   *
   * @throws CaptureException if it does not begin as a capture
   * @throws IOException if it can't be read
   */
  public static CaptureReader open(Path file) throws IOException {
    InputStream stream = Files.newInputStream(file);
    try {
      return new CaptureReader(stream, file.toString(), Files.size(file));
    } catch (IOException e) {
      stream.close();
      throw e;
    }
  }

  private Format format(byte[] magic) throws IOException {
    return switch (Input.hex(magic, 4)) {
      case "a1b2c3d4" -> new Pcap(input, false, 1000);
      case "d4c3b2a1" -> new Pcap(input, true, 1000);
      case "a1b23c4d" -> new Pcap(input, false, 1);
      case "4d3cb2a1" -> new Pcap(input, true, 1);
      case "0a0d0d0a" -> new Pcapng(input);
      default ->
          throw input.damaged(
              0, "found " + Input.hex(magic, 4) + ", expected a pcap or pcapng magic number");
    };
  }

  /**
   * The next frame; null at the end of the file.
   *
   * @throws CaptureException where the file is damaged
   */
  public @Nullable Frame next() throws IOException {
    Frame frame = format.next();
    position = input.position();
    return frame;
  }

  /** How many bytes have been read so far. */
  public long position() {
    return position;
  }

  /** How many bytes there are; -1 where unknown. */
  public long size() {
    return size;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
