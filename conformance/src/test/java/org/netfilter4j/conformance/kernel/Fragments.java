package org.netfilter4j.conformance.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.netfilter4j.model.Family;

/**
 * The kernel fragments again, when it sends it, what it had put together for connection tracking.
 * Here the fragments that left together are made one packet again, which is what the hooks saw and
 * what the engine says.
 */
final class Fragments {
  private Fragments() {}

  /** The packets with all complete groups of fragments joined, at the place of their first. */
  static List<Seen> joined(List<Seen> seen) {
    List<Seen> result = new ArrayList<>();
    List<Seen> rest = new ArrayList<>(seen);
    while (!rest.isEmpty()) {
      Seen first = rest.removeFirst();
      if (!isFragment(first.packet())) {
        result.add(first);
        continue;
      }
      List<byte[]> group = new ArrayList<>(List.of(first.packet()));
      rest.stream()
          .filter(s -> s.at() == first.at() && sameGroup(s.packet(), first.packet()))
          .forEach(s -> group.add(s.packet()));
      byte[] whole = whole(group);
      if (whole == null) {
        result.add(first);
      } else {
        rest.removeIf(s -> s.at() == first.at() && group.contains(s.packet()));
        result.add(new Seen(first.at(), whole));
      }
    }
    return result;
  }

  /** Whether it is one, in IPv6 the only one of its packet (RFC 6946) included. */
  static boolean isFragment(byte[] packet) {
    if (Packets.family(packet) == Family.IPV4) {
      return (number(packet, 6) & 0x3fff) != 0;
    }
    return packet.length >= 48 && packet[6] == Packets.FRAGMENT;
  }

  private static boolean sameGroup(byte[] one, byte[] other) {
    if (!isFragment(one) || Packets.family(one) != Packets.family(other)) {
      return false;
    }
    return Packets.family(one) == Family.IPV4
        ? Arrays.equals(one, 4, 6, other, 4, 6) && Arrays.equals(one, 12, 20, other, 12, 20)
        : Arrays.equals(one, 44, 48, other, 44, 48) && Arrays.equals(one, 8, 40, other, 8, 40);
  }

  private static int header(byte[] packet) {
    return Packets.family(packet) == Family.IPV4 ? (packet[0] & 15) * 4 : 48;
  }

  private static int offset(byte[] packet) {
    return Packets.family(packet) == Family.IPV4
        ? (number(packet, 6) & 0x1fff) * 8
        : number(packet, 42) & 0xfff8;
  }

  private static boolean more(byte[] packet) {
    return Packets.family(packet) == Family.IPV4 ? (packet[6] & 0x20) != 0 : (packet[43] & 1) != 0;
  }

  private static byte @org.jspecify.annotations.Nullable [] whole(List<byte[]> group) {
    List<byte[]> sorted = new ArrayList<>(group);
    sorted.sort(Comparator.comparingInt(Fragments::offset));
    int end = 0;
    for (byte[] packet : sorted) {
      if (offset(packet) != end) {
        return null;
      }
      end += packet.length - header(packet);
    }
    if (more(sorted.getLast())) {
      return null;
    }
    byte[] head = sorted.getFirst();
    boolean v4 = Packets.family(head) == Family.IPV4;
    int length = v4 ? header(head) : 40;
    byte[] whole = Arrays.copyOf(head, length + end);
    for (byte[] packet : sorted) {
      int data = header(packet);
      System.arraycopy(packet, data, whole, length + offset(packet), packet.length - data);
    }
    if (v4) {
      put(whole, 2, whole.length);
      put(whole, 6, (whole[6] & 0x40) << 8);
      put(whole, 10, 0);
      put(whole, 10, Packets.checksum(whole, length, 0));
    } else {
      whole[6] = head[40];
      put(whole, 4, end);
    }
    return whole;
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  private static void put(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >> 8);
    bytes[at + 1] = (byte) value;
  }
}
