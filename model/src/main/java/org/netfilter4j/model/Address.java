package org.netfilter4j.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address as a number.
 *
 * @param family the family
 * @param high the upper 64 bits of an IPv6 address; 0 for IPv4
 * @param low the lower 64 bits of an IPv6 address; an IPv4 address as 0..2^32-1
 */
public record Address(Family family, long high, long low) implements Comparable<Address> {

  // Rules have few different masks, and there may be many rules.
  private static final @Nullable Address[] MASKS_V4 = new Address[33];
  private static final @Nullable Address[] MASKS_V6 = new Address[129];

  public Address {
    Objects.requireNonNull(family);
    if (family == Family.IPV4 && (high != 0 || low >>> 32 != 0)) {
      throw new IllegalArgumentException("an IPv4 address has 32 bits");
    }
  }

  /** The IPv4 address of that number, of which the lower 32 bits count. */
  public static Address ipv4(long value) {
    return new Address(Family.IPV4, 0, value & 0xffff_ffffL);
  }

  /** The IPv6 address of these halves. */
  public static Address ipv6(long high, long low) {
    return new Address(Family.IPV6, high, low);
  }

  /** The address that stands in network byte order at {@code offset}. */
  public static Address read(Family family, byte[] bytes, int offset) {
    if (family == Family.IPV4) {
      return ipv4(number(bytes, offset, 4));
    }
    return ipv6(number(bytes, offset, 8), number(bytes, offset + 8, 8));
  }

  private static long number(byte[] bytes, int offset, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | (bytes[offset + i] & 0xff);
    }
    return value;
  }

  /** Writes the address in network byte order. */
  public void write(byte[] bytes, int offset) {
    int length = family.bytes();
    for (int i = 0; i < length; i++) {
      int shift = 8 * (length - 1 - i);
      bytes[offset + i] = (byte) (shift >= 64 ? high >>> (shift - 64) : low >>> shift);
    }
  }

  /** The address in network byte order. */
  public byte[] toBytes() {
    byte[] bytes = new byte[family.bytes()];
    write(bytes, 0);
    return bytes;
  }

  /** The mask of that many leading ones. */
  public static Address mask(Family family, int prefixLength) {
    if (prefixLength < 0 || prefixLength > family.bits()) {
      throw new IllegalArgumentException("prefix length " + prefixLength);
    }
    @Nullable Address[] known = family == Family.IPV4 ? MASKS_V4 : MASKS_V6;
    Address mask = known[prefixLength];
    if (mask == null) {
      mask =
          family == Family.IPV4
              ? ipv4(leading(32 + prefixLength) & 0xffff_ffffL)
              : ipv6(leading(Math.min(prefixLength, 64)), leading(Math.max(prefixLength - 64, 0)));
      known[prefixLength] = mask;
    }
    return mask;
  }

  private static long leading(int ones) {
    return ones == 0 ? 0 : -1L << (64 - ones);
  }

  /** All zeroes: 0.0.0.0 or ::. */
  public static Address any(Family family) {
    return new Address(family, 0, 0);
  }

  public boolean isAny() {
    return high == 0 && low == 0;
  }

  public Address and(Address mask) {
    long upper = high & mask.high;
    long lower = low & mask.low;
    return upper == high && lower == low ? this : new Address(family, upper, lower);
  }

  public Address or(Address other) {
    return new Address(family, high | other.high, low | other.low);
  }

  /** All bits turned over, within the family's width. */
  public Address complement() {
    return family == Family.IPV4 ? ipv4(~low) : ipv6(~high, ~low);
  }

  /** The next address; after the last comes the first. */
  public Address next() {
    if (family == Family.IPV4) {
      return ipv4(low + 1);
    }
    return ipv6(low == -1 ? high + 1 : high, low + 1);
  }

  /** If this is a mask of leading ones, how many; else -1. */
  public int prefixLength() {
    int ones =
        family == Family.IPV4
            ? Long.numberOfLeadingZeros(~(low << 32))
            : high == -1 ? 64 + Long.numberOfLeadingZeros(~low) : Long.numberOfLeadingZeros(~high);
    ones = Math.min(ones, family.bits());
    Address leading = mask(family, ones);
    return high == leading.high && low == leading.low ? ones : -1;
  }

  /** Unsigned order; IPv4 before IPv6. */
  @Override
  public int compareTo(Address other) {
    int byFamily = family.compareTo(other.family);
    if (byFamily != 0) {
      return byFamily;
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** Parses a numeric address of either family; null if it is none. No name is looked up. */
  public static @Nullable Address parse(String text) {
    return text.indexOf(':') >= 0 ? AddressText.parseIpv6(text) : AddressText.parseIpv4(text);
  }

  /** Parses a numeric address of one family; null if it is none. No name is looked up. */
  public static @Nullable Address parse(Family family, String text) {
    return family == Family.IPV4 ? AddressText.parseIpv4(text) : AddressText.parseIpv6(text);
  }

  /** The address as inet_ntop(3) writes it: dotted quad, or the shortest form of RFC 5952. */
  @Override
  public String toString() {
    return family == Family.IPV4 ? AddressText.ipv4(low) : AddressText.ipv6(high, low);
  }
}
