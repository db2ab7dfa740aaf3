package org.netfilter4j.xt.set;

import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.Packet;

/**
 * Keys of hash types: the kernel's element structs as 32-bit words of a little-endian machine, with
 * addresses and ports in network byte order in them. The address comes first.
 */
final class Key {
  private Key() {}

  static int addressWords(Family family) {
    return family.bytes() / 4;
  }

  static void putAddress(int[] key, Family family, long high, long low) {
    if (family == Family.IPV4) {
      key[0] = Integer.reverseBytes((int) low);
      return;
    }
    key[0] = Integer.reverseBytes((int) (high >>> 32));
    key[1] = Integer.reverseBytes((int) high);
    key[2] = Integer.reverseBytes((int) (low >>> 32));
    key[3] = Integer.reverseBytes((int) low);
  }

  static void putAddress(int[] key, Address address) {
    putAddress(key, address.family(), address.high(), address.low());
  }

  /** Takes the source or the destination address of a packet. */
  static void putAddress(int[] key, Packet packet, boolean source) {
    Field.Header field = source ? Field.Header.SOURCE_ADDRESS : Field.Header.DESTINATION_ADDRESS;
    putAddress(key, packet.family(), packet.high(field), packet.number(field));
  }

  static Address address(int[] keys, int at, Family family) {
    if (family == Family.IPV4) {
      return Address.ipv4(Integer.reverseBytes(keys[at]) & 0xffff_ffffL);
    }
    return Address.ipv6(half(keys, at), half(keys, at + 2));
  }

  private static long half(int[] keys, int at) {
    return (long) Integer.reverseBytes(keys[at]) << 32
        | (Integer.reverseBytes(keys[at + 1]) & 0xffff_ffffL);
  }

  static boolean isAddressZero(int[] key, Family family) {
    return family == Family.IPV4 ? key[0] == 0 : (key[0] | key[1] | key[2] | key[3]) == 0;
  }

  /** Keeps the bits of the address that the mask has. */
  static void mask(int[] key, Address mask) {
    if (mask.family() == Family.IPV4) {
      key[0] &= Integer.reverseBytes((int) mask.low());
      return;
    }
    key[0] &= Integer.reverseBytes((int) (mask.high() >>> 32));
    key[1] &= Integer.reverseBytes((int) mask.high());
    key[2] &= Integer.reverseBytes((int) (mask.low() >>> 32));
    key[3] &= Integer.reverseBytes((int) mask.low());
  }

  /** Keeps the first bits of the address. */
  static void cut(int[] key, Family family, int prefix) {
    int words = addressWords(family);
    for (int i = 0; i < words; i++) {
      int bits = Math.min(Math.max(prefix - 32 * i, 0), 32);
      key[i] &= bits == 0 ? 0 : Integer.reverseBytes(-1 << (32 - bits));
    }
  }

  /** A word of port, protocol and a last byte. */
  static int portWord(int port, int protocol, int last) {
    return (port >>> 8) | (port & 0xff) << 8 | protocol << 16 | last << 24;
  }

  static int port(int word) {
    return (word & 0xff) << 8 | (word >>> 8 & 0xff);
  }

  static int protocol(int word) {
    return word >>> 16 & 0xff;
  }

  /** Jenkins' lookup3 over words: the kernel's jhash2, linux/jhash.h. */
  static int hash(int[] key, int words, int initval) {
    int a = 0xdeadbeef + (words << 2) + initval;
    int b = a;
    int c = a;
    int at = 0;
    int left = words;
    while (left > 3) {
      a += key[at];
      b += key[at + 1];
      c += key[at + 2];
      a = (a - c) ^ Integer.rotateLeft(c, 4);
      c += b;
      b = (b - a) ^ Integer.rotateLeft(a, 6);
      a += c;
      c = (c - b) ^ Integer.rotateLeft(b, 8);
      b += a;
      a = (a - c) ^ Integer.rotateLeft(c, 16);
      c += b;
      b = (b - a) ^ Integer.rotateLeft(a, 19);
      a += c;
      c = (c - b) ^ Integer.rotateLeft(b, 4);
      b += a;
      left -= 3;
      at += 3;
    }
    if (left == 3) {
      c += key[at + 2];
    }
    if (left >= 2) {
      b += key[at + 1];
    }
    a += key[at];
    c = (c ^ b) - Integer.rotateLeft(b, 14);
    a = (a ^ c) - Integer.rotateLeft(c, 11);
    b = (b ^ a) - Integer.rotateLeft(a, 25);
    c = (c ^ b) - Integer.rotateLeft(b, 16);
    a = (a ^ c) - Integer.rotateLeft(c, 4);
    b = (b ^ a) - Integer.rotateLeft(a, 14);
    return (c ^ b) - Integer.rotateLeft(b, 24);
  }
}
