package org.netfilter4j.agent.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.set.ElementPart;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetType;

/**
 * Elements of a type as bytes: the length of the key, which flags its value has, the key part by
 * part, the value. Counters are left out, for they are the kernel's.
 */
final class ElementCodec {
  /** The longest element: a list's member with a comment takes less. */
  static final int MOST = 512;

  private static final int HEAD = 2;

  private static final int NOMATCH = 1;
  private static final int COMMENT = 2;
  private static final int MARK = 4;
  private static final int PRIORITY = 8;
  private static final int QUEUE = 16;
  private static final int TIMEOUT = 32;
  private static final int ETHER = 64;

  private static final int PHYSICAL = 1;
  private static final int WILDCARD = 2;

  private final ElementPart[] parts;
  private final Family family;

  /** Whether packets give elements their Ethernet address, so that it is no part of the key. */
  private final boolean learning;

  /**
   * @param family of the set; null for types without one, of which some have addresses of IPv4
   */
  ElementCodec(SetType type, @Nullable Family family) {
    parts = type.parts().toArray(new ElementPart[0]);
    this.family = family == null ? Family.IPV4 : family;
    learning = type.changesByTest();
  }

  // Bytes.

  /** Where the element ends that begins at a place. */
  static int end(byte[] bytes, int start) {
    int flags = bytes[start + 1];
    int at = start + HEAD + (bytes[start] & 0xff) + ((flags & ETHER) != 0 ? 6 : 0);
    if ((flags & COMMENT) != 0) {
      at += 1 + (bytes[at] & 0xff);
    }
    return at
        + ((flags & MARK) != 0 ? 8 : 0)
        + ((flags & PRIORITY) != 0 ? 4 : 0)
        + ((flags & QUEUE) != 0 ? 2 : 0)
        + ((flags & TIMEOUT) != 0 ? 4 : 0);
  }

  static int hash(byte[] bytes, int at) {
    int length = bytes[at] & 0xff;
    // FNV-1a, then mixed: addresses of one network differ in few bits.
    int hash = 0x811c9dc5;
    for (int i = at + HEAD; i < at + HEAD + length; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * 0x01000193;
    }
    hash ^= hash >>> 16;
    hash *= 0x85ebca6b;
    return hash ^ hash >>> 13;
  }

  static boolean sameKey(byte[] one, int at, byte[] other, int otherAt) {
    int length = one[at] & 0xff;
    int begin = otherAt + HEAD;
    return one[at] == other[otherAt]
        && Arrays.equals(one, at + HEAD, at + HEAD + length, other, begin, begin + length);
  }

  /**
   * Whether an element carries what a wanted one with the same key carries, timeouts apart. An
   * Ethernet address that is not wanted may have been learnt.
   */
  static boolean sameValue(byte[] wanted, int at, byte[] other, int otherAt) {
    int flags = wanted[at + 1];
    int otherFlags = other[otherAt + 1];
    int begin = at + HEAD + (wanted[at] & 0xff);
    int otherBegin = otherAt + HEAD + (other[otherAt] & 0xff);
    if ((flags & ~otherFlags & ETHER) != 0) {
      return false;
    }
    if ((flags & ETHER) == 0 && (otherFlags & ETHER) != 0) {
      otherBegin += 6;
    }
    return ((flags ^ otherFlags) & ~(TIMEOUT | ETHER)) == 0
        && Arrays.equals(
            wanted,
            begin,
            end(wanted, at) - ((flags & TIMEOUT) != 0 ? 4 : 0),
            other,
            otherBegin,
            end(other, otherAt) - ((otherFlags & TIMEOUT) != 0 ? 4 : 0));
  }

  private static int put(byte[] to, int at, long value, int length) {
    for (int i = 0; i < length; i++) {
      to[at + i] = (byte) (value >>> (8 * (length - 1 - i)));
    }
    return at + length;
  }

  static boolean hasTimeout(byte[] bytes, int start) {
    return (bytes[start + 1] & TIMEOUT) != 0;
  }

  private static long get(byte[] from, int at, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | (from[at + i] & 0xff);
    }
    return value;
  }

  private static int put(byte[] to, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, 255);
    to[at] = (byte) length;
    System.arraycopy(bytes, 0, to, at + 1, length);
    return at + 1 + length;
  }

  private static String text(byte[] from, int at) {
    return new String(from, at + 1, from[at] & 0xff, StandardCharsets.UTF_8);
  }

  // Writing.

  /** Writes an element; gives where it ends. */
  int write(SetEntry entry, byte[] to, int start) {
    int at = start + HEAD;
    boolean second = false;
    for (ElementPart part : parts) {
      switch (part) {
        case IP, SINGLE_IP, NET -> {
          at =
              address(
                  part, second ? entry.ip2 : entry.ip, second ? entry.cidr2 : entry.cidr, to, at);
          second = true;
        }
        case PROTO_PORT -> {
          at = put(to, at, entry.protocol, 1);
          at = put(to, at, entry.port, 2);
        }
        case PORT -> at = put(to, at, entry.port, 2);
        case MAC -> at = learning ? at : put(to, at, entry.ether, 6);
        case MARK -> at = put(to, at, entry.packetMark, 4);
        case IFACE -> {
          int flags = (entry.physical ? PHYSICAL : 0) | (entry.wildcard ? WILDCARD : 0);
          at = put(to, at, flags, 1);
          at = put(to, at, String.valueOf(entry.iface));
        }
        case SET -> at = put(to, at, String.valueOf(entry.name));
      }
    }
    to[start] = (byte) (at - start - HEAD);
    return value(entry, to, start, at);
  }

  private static int address(
      ElementPart part, @Nullable Address address, int cidr, byte[] to, int start) {
    if (address == null) {
      return start;
    }
    address.write(to, start);
    int at = start + address.family().bytes();
    if (part == ElementPart.NET) {
      to[at++] = (byte) (cidr < 0 ? address.family().bits() : cidr);
    }
    return at;
  }

  private int value(SetEntry entry, byte[] to, int start, int begin) {
    int at = begin;
    int flags = entry.nomatch ? NOMATCH : 0;
    if (learning && entry.ether >= 0) {
      flags |= ETHER;
      at = put(to, at, entry.ether, 6);
    }
    String comment = entry.comment;
    if (comment != null && !comment.isEmpty()) {
      flags |= COMMENT;
      at = put(to, at, comment);
    }
    if (entry.hasMark && (entry.mark | entry.markMask) != 0) {
      flags |= MARK;
      at = put(to, at, (long) entry.mark << 32 | (entry.markMask & 0xffff_ffffL), 8);
    }
    if (entry.hasPriority && entry.priority != 0) {
      flags |= PRIORITY;
      at = put(to, at, entry.priority, 4);
    }
    if (entry.queue > 0) {
      flags |= QUEUE;
      at = put(to, at, entry.queue, 2);
    }
    if (entry.timeout > 0) {
      flags |= TIMEOUT;
      at = put(to, at, entry.timeout, 4);
    }
    to[start + 1] = (byte) flags;
    return at;
  }

  // Reading.

  /** Reads the element at a place. */
  void read(byte[] from, int start, SetEntry into) {
    into.clear();
    int at = start + HEAD;
    int keyEnd = at + (from[start] & 0xff);
    boolean second = false;
    for (ElementPart part : parts) {
      switch (part) {
        case IP, SINGLE_IP, NET -> {
          at = address(part, from, at, second, into);
          second = true;
        }
        case PROTO_PORT -> {
          into.protocol = (int) get(from, at, 1);
          into.port = (int) get(from, at + 1, 2);
          at += 3;
        }
        case PORT -> {
          into.port = (int) get(from, at, 2);
          at += 2;
        }
        case MAC -> {
          if (!learning) {
            into.ether = get(from, at, 6);
            at += 6;
          }
        }
        case MARK -> {
          into.packetMark = (int) get(from, at, 4);
          into.hasPacketMark = true;
          at += 4;
        }
        case IFACE -> {
          into.physical = (from[at] & PHYSICAL) != 0;
          into.wildcard = (from[at] & WILDCARD) != 0;
          into.iface = text(from, at + 1);
          at += 2 + (from[at + 1] & 0xff);
        }
        case SET -> {
          into.name = text(from, at);
          at += 1 + (from[at] & 0xff);
        }
      }
    }
    value(from, start, keyEnd, into);
  }

  private int address(ElementPart part, byte[] from, int start, boolean second, SetEntry into) {
    Address address = Address.read(family, from, start);
    int at = start + family.bytes();
    int cidr = part == ElementPart.NET ? from[at++] & 0xff : -1;
    if (second) {
      into.ip2 = address;
      into.cidr2 = cidr;
    } else {
      into.ip = address;
      into.cidr = cidr;
    }
    return at;
  }

  private static void value(byte[] from, int start, int begin, SetEntry into) {
    int flags = from[start + 1];
    int at = begin;
    into.nomatch = (flags & NOMATCH) != 0;
    if ((flags & ETHER) != 0) {
      into.ether = get(from, at, 6);
      at += 6;
    }
    if ((flags & COMMENT) != 0) {
      into.comment = text(from, at);
      at += 1 + (from[at] & 0xff);
    }
    if ((flags & MARK) != 0) {
      long value = get(from, at, 8);
      into.hasMark = true;
      into.mark = (int) (value >>> 32);
      into.markMask = (int) value;
      at += 8;
    }
    if ((flags & PRIORITY) != 0) {
      into.hasPriority = true;
      into.priority = (int) get(from, at, 4);
      at += 4;
    }
    if ((flags & QUEUE) != 0) {
      into.queue = (int) get(from, at, 2);
      at += 2;
    }
    if ((flags & TIMEOUT) != 0) {
      into.timeout = get(from, at, 4);
    }
  }
}
