package org.netfilter4j.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Memory that a system call reads or fills: structs at their offsets, in the machine's byte order.
 *
 * <p>It is read as a buffer, and not by a segment's own accessors: each kind of value would have
 * them link a handle of its own, which a command would wait for longer than for the kernel.
 */
final class CallMemory {
  private final MemorySegment segment;
  private final ByteBuffer buffer;

  /**
   * Zeroed memory.
   *
   * @param arena how long it lives
   * @param size in bytes, below 2 GiB
   */
  CallMemory(Arena arena, long size) {
    segment = arena.allocate(size, 8);
    buffer = segment.asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /** Where it begins, as system calls are told. */
  long address() {
    return segment.address();
  }

  MemorySegment segment() {
    return segment;
  }

  /** In bytes. */
  int size() {
    return buffer.capacity();
  }

  int getInt(int at) {
    return buffer.getInt(at);
  }

  short getShort(int at) {
    return buffer.getShort(at);
  }

  /** Copies from its beginning. */
  void get(byte[] to, int length) {
    buffer.get(0, to, 0, length);
  }

  byte[] bytes(int at, int length) {
    byte[] bytes = new byte[length];
    buffer.get(at, bytes);
    return bytes;
  }

  /** All of it, as 64-bit numbers. */
  long[] longs() {
    long[] longs = new long[buffer.capacity() / Long.BYTES];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = buffer.getLong(i * Long.BYTES);
    }
    return longs;
  }

  /** A string that ends with a zero byte, or with the memory. */
  String string(int at) {
    int end = at;
    while (end < buffer.capacity() && buffer.get(end) != 0) {
      end++;
    }
    return new String(bytes(at, end - at), StandardCharsets.UTF_8);
  }

  CallMemory putByte(int at, int value) {
    buffer.put(at, (byte) value);
    return this;
  }

  CallMemory putShort(int at, int value) {
    buffer.putShort(at, (short) value);
    return this;
  }

  CallMemory putInt(int at, int value) {
    buffer.putInt(at, value);
    return this;
  }

  CallMemory putLong(int at, long value) {
    buffer.putLong(at, value);
    return this;
  }

  CallMemory put(int at, byte[] bytes, int length) {
    buffer.put(at, bytes, 0, length);
    return this;
  }

  CallMemory put(int at, long[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      buffer.putLong(at + i * Long.BYTES, numbers[i]);
    }
    return this;
  }

  /** Text, with no zero byte of its own: the memory is zeroed. */
  CallMemory put(int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return put(at, bytes, bytes.length);
  }
}
