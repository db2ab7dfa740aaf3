package org.netfilter4j.wire.netlink;

import java.nio.ByteOrder;

/** Numbers in the machine's byte order, straight from an array: a dump has millions of them. */
final class HostOrder {
  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private HostOrder() {}

  /** 16 bits, without sign. */
  static int u16(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    int second = bytes[at + 1] & 0xff;
    return LITTLE ? second << 8 | first : first << 8 | second;
  }

  /** 32 bits. */
  static int i32(byte[] bytes, int at) {
    int first = u16(bytes, at);
    int second = u16(bytes, at + 2);
    return LITTLE ? second << 16 | first : first << 16 | second;
  }
}
