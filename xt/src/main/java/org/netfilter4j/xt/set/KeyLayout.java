package org.netfilter4j.xt.set;

import java.util.Arrays;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.Packet;

/**
 * Where the parts of a hash type's keys stand: the kernel's element struct as 32-bit words of a
 * little-endian machine, with addresses and ports in network byte order in them. Addresses come
 * first; of all others the offset is given in bytes from the end of the addresses, -1 for what the
 * struct does not have.
 */
final class KeyLayout {
  private static final int NONE = -1;

  private final int addresses;
  private final int tailWords;
  private int hashedTailWords;
  private boolean evenWords;
  private int port = NONE;
  private int protocol = NONE;
  private int ether = NONE;
  private int mark = NONE;
  private int prefixLess;

  /** Which addresses are networks, and where their prefix lengths stand. */
  private int[] networks = {};

  private int[] prefixes = {};

  /**
   * A struct.
   *
   * @param addresses how many
   * @param tailBytes what comes after them, a multiple of four
   */
  KeyLayout(int addresses, int tailBytes) {
    this.addresses = addresses;
    tailWords = tailBytes / 4;
    hashedTailWords = tailWords;
  }

  KeyLayout port(int at, int protocolAt) {
    port = at;
    protocol = protocolAt;
    return this;
  }

  KeyLayout ether(int at) {
    ether = at;
    return this;
  }

  KeyLayout mark(int at) {
    mark = at;
    return this;
  }

  /** Says that an address is a network. */
  KeyLayout network(int address, int prefixAt) {
    networks = append(networks, address);
    prefixes = append(prefixes, prefixAt);
    return this;
  }

  private static int[] append(int[] to, int value) {
    int[] longer = Arrays.copyOf(to, to.length + 1);
    longer[to.length] = value;
    return longer;
  }

  /** Says that prefix lengths share a byte with a flag, and are stored less one to fit. */
  KeyLayout packed() {
    prefixLess = 1;
    return this;
  }

  /** Says that only the first bytes of the tail are hashed. */
  KeyLayout hashed(int tailBytes) {
    hashedTailWords = tailBytes / 4;
    return this;
  }

  /** Says that the IPv4 struct has a 64-bit member, and so a length that is a multiple of 8. */
  KeyLayout aligned() {
    evenWords = true;
    return this;
  }

  // Sizes.

  private int base(Family family) {
    return addresses * (family.bytes() / 4);
  }

  int words(Family family) {
    int words = base(family) + tailWords;
    return alignment(family) == 8 ? words + (words & 1) : words;
  }

  int hashedWords(Family family) {
    return hashedTailWords == tailWords ? words(family) : base(family) + hashedTailWords;
  }

  int alignment(Family family) {
    return evenWords && family == Family.IPV4 ? 8 : 4;
  }

  /** How many of the addresses are networks. */
  int networks() {
    return networks.length;
  }

  boolean hasEther() {
    return ether != NONE;
  }

  boolean hasMark() {
    return mark != NONE;
  }

  // Addresses.

  void putAddress(int[] key, Family family, int which, long high, long low) {
    int at = which * (family.bytes() / 4);
    if (family == Family.IPV4) {
      key[at] = Integer.reverseBytes((int) low);
      return;
    }
    key[at] = Integer.reverseBytes((int) (high >>> 32));
    key[at + 1] = Integer.reverseBytes((int) high);
    key[at + 2] = Integer.reverseBytes((int) (low >>> 32));
    key[at + 3] = Integer.reverseBytes((int) low);
  }

  void putAddress(int[] key, int which, Address address) {
    putAddress(key, address.family(), which, address.high(), address.low());
  }

  /** Takes the source or the destination address of a packet. */
  void putAddress(int[] key, int which, Packet packet, boolean source) {
    Field.Header field = source ? Field.Header.SOURCE_ADDRESS : Field.Header.DESTINATION_ADDRESS;
    putAddress(key, packet.family(), which, packet.high(field), packet.number(field));
  }

  Address address(int[] keys, int start, Family family, int which) {
    int at = start + which * (family.bytes() / 4);
    if (family == Family.IPV4) {
      return Address.ipv4(Integer.reverseBytes(keys[at]) & 0xffff_ffffL);
    }
    return Address.ipv6(half(keys, at), half(keys, at + 2));
  }

  private static long half(int[] keys, int at) {
    return (long) Integer.reverseBytes(keys[at]) << 32
        | (Integer.reverseBytes(keys[at + 1]) & 0xffff_ffffL);
  }

  static boolean isZero(int[] key, Family family) {
    return family == Family.IPV4 ? key[0] == 0 : (key[0] | key[1] | key[2] | key[3]) == 0;
  }

  /** Keeps the bits of all addresses that the mask has. */
  void mask(int[] key, Address mask) {
    int words = mask.family().bytes() / 4;
    for (int i = 0; i < addresses * words; i++) {
      int shift = 32 * (words - 1 - i % words);
      key[i] &=
          Integer.reverseBytes(
              (int) (shift >= 64 ? mask.high() >>> (shift - 64) : mask.low() >>> shift));
    }
  }

  // Networks, by their rank among the networks of a key.

  /** Keeps the first bits of a network's address, and notes how many. */
  void cut(int[] key, Family family, int network, int prefix) {
    int words = family.bytes() / 4;
    int at = networks[network] * words;
    for (int i = 0; i < words; i++) {
      int bits = Math.min(Math.max(prefix - 32 * i, 0), 32);
      key[at + i] &= bits == 0 ? 0 : Integer.reverseBytes(-1 << (32 - bits));
    }
    putByte(key, family, prefixes[network], prefix - prefixLess);
  }

  int prefix(int[] keys, int start, Family family, int network) {
    return byteAt(keys, start, family, prefixes[network]) + prefixLess;
  }

  /** Keeps the address of a network beside its key, so that {@link #restore} takes cuts back. */
  void keep(int[] key, Family family, int network, int[] beside) {
    int words = family.bytes() / 4;
    System.arraycopy(key, networks[network] * words, beside, 0, words);
  }

  void restore(int[] key, Family family, int network, int[] beside) {
    int words = family.bytes() / 4;
    System.arraycopy(beside, 0, key, networks[network] * words, words);
  }

  // The tail.

  void putByte(int[] key, Family family, int at, int value) {
    int word = base(family) + (at >> 2);
    int shift = (at & 3) << 3;
    key[word] = (key[word] & ~(0xff << shift)) | (value & 0xff) << shift;
  }

  int byteAt(int[] keys, int start, Family family, int at) {
    return keys[start + base(family) + (at >> 2)] >>> ((at & 3) << 3) & 0xff;
  }

  void putPort(int[] key, Family family, int number, int protocolNumber) {
    putByte(key, family, port, number >>> 8);
    putByte(key, family, port + 1, number);
    putByte(key, family, protocol, protocolNumber);
  }

  int port(int[] keys, int start, Family family) {
    return byteAt(keys, start, family, port) << 8 | byteAt(keys, start, family, port + 1);
  }

  int protocol(int[] keys, int start, Family family) {
    return byteAt(keys, start, family, protocol);
  }

  void putEther(int[] key, Family family, long mac) {
    for (int i = 0; i < 6; i++) {
      putByte(key, family, ether + i, (int) (mac >>> (40 - 8 * i)));
    }
  }

  long ether(int[] keys, int start, Family family) {
    long mac = 0;
    for (int i = 0; i < 6; i++) {
      mac = mac << 8 | byteAt(keys, start, family, ether + i);
    }
    return mac;
  }

  void putMark(int[] key, Family family, int value) {
    key[base(family) + mark / 4] = value;
  }

  int mark(int[] keys, int start, Family family) {
    return keys[start + base(family) + mark / 4];
  }

  /** Sets the tail to zeroes. */
  void clearTail(int[] key, Family family) {
    for (int i = base(family); i < words(family); i++) {
      key[i] = 0;
    }
  }
}
