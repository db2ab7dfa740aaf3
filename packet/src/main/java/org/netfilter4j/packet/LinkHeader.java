package org.netfilter4j.packet;

import org.netfilter4j.model.Field;

/** What came before the network header. */
final class LinkHeader {
  private static final byte[] NONE = new byte[0];

  private byte[] buffer = NONE;
  private int offset;
  private int length;
  private long macSource = -1;
  private long macDestination = -1;
  private int etherType = -1;

  void clear() {
    buffer = NONE;
    offset = 0;
    length = 0;
    macSource = -1;
    macDestination = -1;
    etherType = -1;
  }

  void ethernet(byte[] buffer, int offset, int length) {
    this.buffer = buffer;
    this.offset = offset;
    this.length = length;
    macDestination = number(0, 6);
    macSource = number(6, 6);
    etherType = Checksums.number16(buffer, offset + length - 2);
  }

  void macSource(long mac) {
    macSource = mac;
  }

  long macSource() {
    return macSource;
  }

  long macDestination() {
    return macDestination;
  }

  int etherType() {
    return etherType;
  }

  byte[] toBytes() {
    byte[] bytes = new byte[length];
    System.arraycopy(buffer, offset, bytes, 0, length);
    return bytes;
  }

  boolean has(Field.Slice slice) {
    return slice.offset() >= 0 && slice.offset() + slice.length() <= length;
  }

  /** The number that stands in up to 8 bytes. */
  long number(int at, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | (buffer[offset + at + i] & 0xff);
    }
    return value;
  }
}
