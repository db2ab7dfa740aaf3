package org.netfilter4j.wire.netlink;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over attributes, one after the other: {@code while (a.next()) switch (a.type()) …}.
 *
 * <p>Not safe for several threads.
 */
public final class Attributes {
  private static final int HEADER = 4;
  private static final int TYPE_MASK = 0x3fff;
  private final byte[] bytes;
  private final int end;
  private int next;
  private int at;
  private int length;

  public Attributes(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.next = start;
    this.end = end;
  }

  /** Rounded up to netlink's alignment. */
  public static int align(int length) {
    return (length + 3) & -4;
  }

  /**
   * Goes to the next attribute.
   *
   * @return false where there is none
   * @throws MalformedMessageException where its length does not fit
   */
  public boolean next() {
    if (next >= end) {
      return false;
    }
    if (next > end - HEADER) {
      // Padding after the last.
      return false;
    }
    int total = HostOrder.u16(bytes, next);
    if (total < HEADER || total > end - next) {
      throw new MalformedMessageException(
          "an attribute of " + total + " bytes where " + (end - next) + " are left");
    }
    at = next + HEADER;
    length = total - HEADER;
    next += align(total);
    return true;
  }

  /** The attribute's type, without the flags for nesting and byte order. */
  public int type() {
    return HostOrder.u16(bytes, at - 2) & TYPE_MASK;
  }

  /** How many bytes its value has. */
  public int length() {
    return length;
  }

  /** Where its value begins in {@link #array}. */
  public int start() {
    return at;
  }

  /** What the attributes stand in. */
  public byte[] array() {
    return bytes;
  }

  private void require(int needed) {
    if (length < needed) {
      throw new MalformedMessageException(
          "attribute " + type() + " has " + length + " bytes, expected " + needed);
    }
  }

  public int u8() {
    require(1);
    return bytes[at] & 0xff;
  }

  /** 16 bits in network order. */
  public int network16() {
    require(2);
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  /** 32 bits in network order, without sign. */
  public long network32() {
    require(4);
    return Integer.toUnsignedLong(Integer.reverseBytes(little32()));
  }

  private int little32() {
    return bytes[at] & 0xff
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | (bytes[at + 3] & 0xff) << 24;
  }

  /** 64 bits in network order. */
  public long network64() {
    require(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }

  /** 16 bits in the machine's order, without sign. */
  public int u16() {
    require(2);
    return HostOrder.u16(bytes, at);
  }

  /** 32 bits in the machine's order, without sign. */
  public long u32() {
    require(4);
    return Integer.toUnsignedLong(HostOrder.i32(bytes, at));
  }

  /** Text up to a zero byte or the value's end. */
  public String text() {
    int n = 0;
    while (n < length && bytes[at + n] != 0) {
      n++;
    }
    return new String(bytes, at, n, StandardCharsets.UTF_8);
  }

  /** A copy of the value. */
  public byte[] bytes() {
    return Arrays.copyOfRange(bytes, at, at + length);
  }

  /** The attributes in the value. */
  public Attributes nested() {
    return new Attributes(bytes, at, at + length);
  }
}
