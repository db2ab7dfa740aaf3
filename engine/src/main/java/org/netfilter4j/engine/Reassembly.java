package org.netfilter4j.engine;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;

/**
 * Puts fragments together (ip_fragment.c, nf_conntrack_reasm.c, RFC 791, 8200 4.5). What overlaps
 * is dropped with all of its packet, as the kernel does since RFC 5722; an exact copy of a fragment
 * is ignored.
 */
final class Reassembly {
  private static final long TIMEOUT = 30_000_000_000L;
  private static final long TIMEOUT6 = 60_000_000_000L;
  private static final int MOST_WAITING = 4096;
  private static final int LONGEST = 65535;

  /** What adding a fragment came to. */
  enum Result {
    WAITING,
    WHOLE,
    DAMAGED
  }

  private record Key(
      String place, Address source, Address destination, long id, int protocol, String device) {}

  private static final class Waiting {
    final long until;
    final TreeMap<Integer, byte[]> pieces = new TreeMap<>();
    byte[] head = new byte[0];
    int mark;
    int priority;
    int packetType;
    int largest;
    int end = -1;

    /** A bit for each ECN code point that one of the fragments has. */
    int points;

    Waiting(long until) {
      this.until = until;
    }

    boolean isWhole() {
      int at = 0;
      for (Map.Entry<Integer, byte[]> piece : pieces.entrySet()) {
        if (piece.getKey() != at) {
          return false;
        }
        at += piece.getValue().length;
      }
      return end >= 0 && at == end && head.length > 0;
    }

    /** Whether it fits between the others; a copy of one fits, and changes nothing. */
    boolean add(int offset, byte[] data, int point) {
      Map.Entry<Integer, byte[]> before = pieces.floorEntry(offset);
      if (before != null) {
        if (before.getKey() == offset && before.getValue().length == data.length) {
          return true;
        }
        if (before.getKey() + before.getValue().length > offset) {
          return false;
        }
      }
      Integer after = pieces.higherKey(offset);
      if (after != null && offset + data.length > after) {
        return false;
      }
      pieces.put(offset, data);
      points |= 1 << point;
      return true;
    }

    /** Not where some of the fragments know ECN and some don't (ip_frag_ecn_table). */
    boolean agreeOnEcn() {
      return points == 1 || (points & 1) == 0;
    }

    boolean isCongested() {
      return (points & 8) != 0;
    }
  }

  private final Map<Key, Waiting> waiting = new LinkedHashMap<>();
  private int pieces;
  private int largest;

  /** How many fragments the packet that became whole last had. */
  int pieces() {
    return pieces;
  }

  /** How long, in bytes, the longest fragment of that packet was, its header included. */
  int largest() {
    return largest;
  }

  /**
   * Whether a packet is to be put together with others. A packet is not touched whose first IPv6
   * fragment lacks a part of the transport header, unless it lacks a part of what comes before that
   * too (ipv6frag_thdr_truncated); an atomic fragment loses its fragment header.
   */
  static boolean concerns(Packet packet) {
    if (packet.family() == Family.IPV4) {
      return packet.isFragment();
    }
    boolean jumbogram = packet.shortAt(4) == 0;
    if (jumbogram) {
      return false;
    }
    return isCutShort(packet)
        || (packet.extensionHeader(IpProtocol.FRAGMENT) >= 0
            && (packet.fragmentOffset() != 0 || hasTransportHeader(packet)));
  }

  /** Whether a fragment header is announced of which not even the offset is there. */
  private static boolean isCutShort(Packet packet) {
    int next = packet.byteAt(6);
    int at = packet.headerLength();
    while (next != IpProtocol.FRAGMENT) {
      boolean more = IpProtocol.isExtensionHeader(next) && next != IpProtocol.NO_NEXT_HEADER;
      if (!more || at + 2 > packet.length()) {
        return false;
      }
      int length = packet.byteAt(at + 1);
      int header = at;
      at += next == IpProtocol.AH ? (length + 2) * 4 : (length + 1) * 8;
      next = packet.byteAt(header);
    }
    return at <= packet.length() && at + 4 > packet.length();
  }

  private static boolean hasTransportHeader(Packet packet) {
    int protocol = packet.protocol();
    if (protocol < 0 || protocol == IpProtocol.NO_NEXT_HEADER) {
      return true;
    }
    return packet.hasTransportBytes(
        switch (protocol) {
          case IpProtocol.TCP -> 20;
          case IpProtocol.UDP, IpProtocol.ICMPV6 -> 8;
          default -> 1;
        });
  }

  /**
   * Adds a fragment; where it was the last to come, {@code packet} becomes the whole packet.
   *
   * @param place fragments at different places on the way don't mix
   */
  Result add(Packet packet, String place, long now) {
    boolean four = packet.family() == Family.IPV4;
    int header = four ? -1 : packet.extensionHeader(IpProtocol.FRAGMENT);
    if (!four && header < 0) {
      return Result.DAMAGED;
    }
    int start = four ? packet.headerLength() : header + 8;
    int length = packet.length() - start;
    int offset = packet.fragmentOffset();
    boolean more = packet.moreFragments();
    if (!packet.isComplete()
        || length < 0
        || (more && (length == 0 || length % 8 != 0))
        || offset + length > LONGEST) {
      return Result.DAMAGED;
    }
    if (!four && offset == 0 && !more) {
      // An atomic fragment (RFC 6946) is whole by itself.
      pieces = 1;
      largest = packet.length() - 8;
      unfragment(packet, header, packet.toBytes());
      return Result.WHOLE;
    }
    long id = four ? packet.shortAt(4) : packet.intAt(header + 4);
    Key key =
        new Key(
            place,
            packet.source(),
            packet.destination(),
            id,
            four ? packet.byteAt(9) : 0,
            packet.inInterface());
    expire(now);
    Waiting others = waiting.get(key);
    if (others == null) {
      others = new Waiting(now + (four ? TIMEOUT : TIMEOUT6));
      waiting.put(key, others);
    }
    others.largest = Math.max(others.largest, packet.length());
    byte[] bytes = packet.toBytes();
    byte[] data = Arrays.copyOfRange(bytes, start, bytes.length);
    int end = offset + length;
    boolean fits = others.end < 0 || (more ? end <= others.end : end == others.end);
    if (!more && fits) {
      Map.Entry<Integer, byte[]> last = others.pieces.lastEntry();
      fits = last == null || last.getKey() + last.getValue().length <= end;
      others.end = end;
    }
    int point = (int) packet.number(Field.Header.TOS) & 3;
    if (!fits || !others.add(offset, data, point)) {
      waiting.remove(key);
      return Result.DAMAGED;
    }
    if (offset == 0) {
      others.head = Arrays.copyOf(bytes, start);
      others.mark = packet.mark();
      others.priority = packet.priority();
      others.packetType = packet.packetType();
    }
    if (!others.isWhole()) {
      return Result.WAITING;
    }
    waiting.remove(key);
    pieces = others.pieces.size();
    largest = others.largest;
    if (!others.agreeOnEcn() || others.head.length + others.end > LONGEST + (four ? 0 : 40)) {
      return Result.DAMAGED;
    }
    byte[] whole = Arrays.copyOf(others.head, others.head.length + others.end);
    for (Map.Entry<Integer, byte[]> piece : others.pieces.entrySet()) {
      byte[] part = piece.getValue();
      System.arraycopy(part, 0, whole, others.head.length + piece.getKey(), part.length);
    }
    // The whole is the first fragment, made longer, whichever came last.
    packet.setMark(others.mark);
    packet.setPriority(others.priority);
    packet.setPacketType(others.packetType);
    if (others.isCongested()) {
      whole[1] |= four ? 3 : 3 << 4;
    }
    if (four) {
      unfragment(packet, whole, others.head.length);
    } else {
      unfragment(packet, others.head.length - 8, whole);
    }
    return Result.WHOLE;
  }

  private static void unfragment(Packet packet, byte[] whole, int header) {
    put(whole, 2, whole.length);
    put(whole, 6, (whole[6] & 0x40) << 8);
    put(whole, 10, 0);
    put(whole, 10, Checksums.internet(whole, 0, header));
    replace(packet, whole);
  }

  /** Takes out the IPv6 fragment header at {@code at}. */
  private static void unfragment(Packet packet, int at, byte[] bytes) {
    byte[] whole = new byte[bytes.length - 8];
    System.arraycopy(bytes, 0, whole, 0, at);
    System.arraycopy(bytes, at + 8, whole, at, whole.length - at);
    byte next = bytes[at];
    // The header before it names what follows: the fixed header at byte 6, extensions at byte 0.
    int previous = 6;
    int header = 40;
    while (header < at) {
      boolean authentication = bytes[previous] == IpProtocol.AH;
      int length = bytes[header + 1] & 0xff;
      previous = header;
      header += authentication ? (length + 2) * 4 : (length + 1) * 8;
    }
    whole[previous] = next;
    put(whole, 4, whole.length - 40);
    replace(packet, whole);
  }

  /** Shows other bytes through the same view, with the same metadata. */
  private static void replace(Packet packet, byte[] bytes) {
    String in = packet.inInterface();
    String out = packet.outInterface();
    int mark = packet.mark();
    int type = packet.packetType();
    int priority = packet.priority();
    byte[] link = packet.linkHeader();
    packet.wrap(bytes, 0, bytes.length);
    packet.setInInterface(in);
    packet.setOutInterface(out);
    packet.setMark(mark);
    packet.setPacketType(type);
    packet.setPriority(priority);
    if (link.length > 0) {
      packet.setEthernet(link, 0, link.length);
    }
  }

  private void expire(long now) {
    Iterator<Waiting> all = waiting.values().iterator();
    while (all.hasNext()) {
      // The oldest come first; IPv6's wait longer and may keep a few IPv4 ones company.
      if (all.next().until > now && waiting.size() < MOST_WAITING) {
        return;
      }
      all.remove();
    }
  }

  private static void put(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >>> 8);
    bytes[at + 1] = (byte) value;
  }
}
