package org.netfilter4j.xt.struct;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.InterfacePattern;

/**
 * The bytes of one kernel struct, all zero before they are written. Offsets count from the struct's
 * beginning; numbers are in the machine's byte order unless their method says "network". Unsigned
 * numbers are read without sign.
 */
public final class StructBytes {
  /** IFNAMSIZ. */
  static final int DEVICE_NAME = 16;

  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  private final byte[] bytes;
  private final int start;
  private final int size;
  private final Family family;
  private final SetIndexes sets;

  /**
   * @param bytes what the struct stands in
   * @param start where it begins
   * @param size its length
   * @param family of the rule that it stands in
   */
  StructBytes(byte[] bytes, int start, int size, Family family, SetIndexes sets) {
    this.bytes = bytes;
    this.start = start;
    this.size = size;
    this.family = family;
    this.sets = sets;
  }

  /** The family of the rule that the struct stands in. */
  public Family family() {
    return family;
  }

  /** The numbers by which the kernel knows sets. */
  public SetIndexes sets() {
    return sets;
  }

  /** The struct's length. */
  public int size() {
    return size;
  }

  private int at(int offset, int length) {
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new IndexOutOfBoundsException(offset + "+" + length + " of " + size);
    }
    return start + offset;
  }

  // Plain reads and writes: there are many rules, and most of a command's code is not optimized.

  private int native16(int at) {
    int first = bytes[at] & 0xff;
    int second = bytes[at + 1] & 0xff;
    return LITTLE ? second << 8 | first : first << 8 | second;
  }

  private void native16(int at, int value) {
    bytes[at] = (byte) (LITTLE ? value : value >>> 8);
    bytes[at + 1] = (byte) (LITTLE ? value >>> 8 : value);
  }

  private int native32(int at) {
    int first = native16(at);
    int second = native16(at + 2);
    return LITTLE ? second << 16 | first : first << 16 | second;
  }

  private void native32(int at, int value) {
    native16(at, LITTLE ? value : value >>> 16);
    native16(at + 2, LITTLE ? value >>> 16 : value);
  }

  public int u8(int offset) {
    return bytes[at(offset, 1)] & 0xff;
  }

  public void u8(int offset, int value) {
    bytes[at(offset, 1)] = (byte) value;
  }

  /** A byte that is 0 or not. */
  public boolean flag(int offset) {
    return u8(offset) != 0;
  }

  public void flag(int offset, boolean value) {
    u8(offset, value ? 1 : 0);
  }

  public int u16(int offset) {
    return native16(at(offset, 2));
  }

  public void u16(int offset, int value) {
    native16(at(offset, 2), value);
  }

  /** 16 bits in network order. */
  public int network16(int offset) {
    return u8(offset) << 8 | u8(offset + 1);
  }

  public void network16(int offset, int value) {
    u8(offset, value >>> 8);
    u8(offset + 1, value);
  }

  /** 32 bits with sign. */
  public int s32(int offset) {
    return native32(at(offset, 4));
  }

  public long u32(int offset) {
    return s32(offset) & 0xffff_ffffL;
  }

  public void u32(int offset, long value) {
    native32(at(offset, 4), (int) value);
  }

  /** 32 bits in network order. */
  public long network32(int offset) {
    return (long) network16(offset) << 16 | network16(offset + 2);
  }

  public void network32(int offset, long value) {
    network16(offset, (int) (value >>> 16));
    network16(offset + 2, (int) value);
  }

  public long u64(int offset) {
    int at = at(offset, 8);
    long first = native32(at) & 0xffff_ffffL;
    long second = native32(at + 4) & 0xffff_ffffL;
    return LITTLE ? second << 32 | first : first << 32 | second;
  }

  public void u64(int offset, long value) {
    int at = at(offset, 8);
    native32(at, (int) (LITTLE ? value : value >>> 32));
    native32(at + 4, (int) (LITTLE ? value >>> 32 : value));
  }

  /**
   * Bits of which all must be known.
   *
   * @throws IllegalArgumentException where another is set, which no tool writes
   */
  public int known(long bits, long known) {
    if ((bits & ~known) != 0) {
      throw new IllegalArgumentException("unknown bits " + Long.toHexString(bits & ~known));
    }
    return (int) bits;
  }

  /**
   * The number of leading ones of a mask of 128 bits: union nf_inet_addr, in IPv4 too.
   *
   * @throws IllegalArgumentException where ones follow a zero
   */
  public int ones(int offset) {
    Address mask = address(offset, Family.IPV6);
    int ones = mask.prefixLength();
    if (ones < 0) {
      throw new IllegalArgumentException("mask " + mask);
    }
    return ones;
  }

  public void ones(int offset, int ones) {
    address(offset, Address.mask(Family.IPV6, ones));
  }

  /**
   * The text up to a zero byte, as {@link ByteText} has it.
   *
   * @throws IllegalArgumentException where the field has no zero byte, which kernels refuse
   */
  public String text(int offset, int length) {
    int end = end(offset, length);
    if (end == length) {
      throw new IllegalArgumentException("no end of the text in " + length + " bytes");
    }
    return ByteText.decode(bytes, start + offset, end);
  }

  /** The bytes before the first zero byte, or all. */
  private int end(int offset, int length) {
    int from = at(offset, length);
    int end = 0;
    while (end < length && bytes[from + end] != 0) {
      end++;
    }
    return end;
  }

  /** Writes a text, cut to the field's length; what is left of the field stays as it is. */
  public void text(int offset, int length, String value) {
    byte[] text = ByteText.encode(value);
    int from = at(offset, length);
    System.arraycopy(text, 0, bytes, from, Math.min(text.length, length));
  }

  /** A copy of some bytes. */
  public byte[] bytes(int offset, int length) {
    int from = at(offset, length);
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  public void bytes(int offset, byte[] value) {
    System.arraycopy(value, 0, bytes, at(offset, value.length), value.length);
  }

  /** An address in network order: struct in_addr, in6_addr, or the start of nf_inet_addr. */
  public Address address(int offset, Family of) {
    return Address.read(of, bytes, at(offset, of.bytes()));
  }

  public void address(int offset, Address value) {
    value.write(bytes, at(offset, value.family().bytes()));
  }

  /** An interface's name and the mask that says how much of it is compared, each 16 bytes. */
  public InterfacePattern device(int nameAt, int maskAt) {
    String name = ByteText.decode(bytes, start + nameAt, end(nameAt, DEVICE_NAME));
    int compared = 0;
    while (compared < DEVICE_NAME && u8(maskAt + compared) != 0) {
      compared++;
    }
    if (compared == 0) {
      return name.isEmpty() ? InterfacePattern.ANY : new InterfacePattern("+");
    }
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    // Another tool may have left the "+" out of the name.
    return new InterfacePattern(
        compared > length || name.endsWith("+")
            ? name
            : name.substring(0, Math.min(compared, name.length())) + "+");
  }

  /** A name that ends in "+" is compared up to there; any other with the zero at its end. */
  public void device(int nameAt, int maskAt, InterfacePattern pattern) {
    if (pattern.isAny()) {
      return;
    }
    String name = pattern.text();
    text(nameAt, DEVICE_NAME, name);
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    int compared = name.endsWith("+") ? length - 1 : length + 1;
    for (int i = 0; i < Math.min(compared, DEVICE_NAME); i++) {
      u8(maskAt + i, 0xff);
    }
  }
}
