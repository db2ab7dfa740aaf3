package org.netfilter4j.packet.capture;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;

/** A stream that knows where it is and in which byte order its numbers stand. */
final class Input {
  private final InputStream in;
  private final String name;
  private final byte[] scratch = new byte[8192];
  private long position;
  private boolean littleEndian;

  Input(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  long position() {
    return position;
  }

  void littleEndian(boolean little) {
    littleEndian = little;
  }

  boolean isLittleEndian() {
    return littleEndian;
  }

  CaptureException damaged(long at, String what) {
    return new CaptureException(name, at, what);
  }

  /**
   * Reads exactly that many bytes.
   *
   * @param what the name of what is read, for the error
   */
  void read(byte[] into, int length, String what) throws IOException {
    int read = in.readNBytes(into, 0, length);
    if (read < length) {
      throw ends(what, length, read);
    }
    position += length;
  }

  byte[] read(int length, String what) throws IOException {
    byte[] bytes = new byte[length];
    read(bytes, length, what);
    return bytes;
  }

  /** As {@link #read(byte[], int, String)}, but false where the stream has ended before. */
  boolean readUnlessEnd(byte[] into, int length, String what) throws IOException {
    int read = in.readNBytes(into, 0, length);
    if (read == 0) {
      return false;
    }
    if (read < length) {
      throw ends(what, length, read);
    }
    position += length;
    return true;
  }

  void skip(long length, String what) throws IOException {
    long left = length;
    while (left > 0) {
      int read = in.readNBytes(scratch, 0, (int) Math.min(left, scratch.length));
      if (read == 0) {
        throw ends(what, length, length - left);
      }
      left -= read;
      position += read;
    }
  }

  private CaptureException ends(String what, long expected, long found) {
    return damaged(
        position, what + ": expected " + expected + " bytes, the file ends after " + found);
  }

  /** An unsigned 32-bit number in the file's byte order. */
  long number32(byte[] bytes, int offset) {
    long value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 8 | (bytes[offset + (littleEndian ? 3 - i : i)] & 0xff);
    }
    return value;
  }

  /** An unsigned 16-bit number in the file's byte order. */
  int number16(byte[] bytes, int offset) {
    int first = bytes[offset] & 0xff;
    int second = bytes[offset + 1] & 0xff;
    return littleEndian ? second << 8 | first : first << 8 | second;
  }

  static String hex(byte[] bytes, int length) {
    return HexFormat.of().formatHex(bytes, 0, length);
  }
}
