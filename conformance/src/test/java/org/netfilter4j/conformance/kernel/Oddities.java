package org.netfilter4j.conformance.kernel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.netfilter4j.model.Family;

/**
 * Packets that no orderly host sends, or seldom: fragments, extension headers, truncated transport
 * headers, wrong checksums, odd TCP flags, other protocols, errors about flows that never were.
 */
final class Oddities {
  /** The authentication header of IPsec: a transport protocol in IPv4, an extension in IPv6. */
  private static final int AH = 51;

  private final Dice dice;
  private final boolean v4;
  private final boolean fragments;
  private final HeaderPackets headers;

  Oddities(Dice dice, Family family, boolean fragments) {
    this.dice = dice;
    this.fragments = fragments;
    this.v4 = family == Family.IPV4;
    this.headers = new HeaderPackets(dice, v4);
  }

  /** One packet, or the fragments of one. */
  List<Step> steps(Flow flow) {
    Place at = flow.at();
    byte[] from = flow.from();
    byte[] to = flow.to();
    int sport = flow.sport();
    int dport = flow.dport();
    byte[] udp = Packets.udp(from, to, sport, dport, new byte[dice.number(0, 30)]);
    // A process's own socket sends nothing that does not sum up, and the engine relies on that.
    int kind = at == Place.LOCAL ? dice.pick(2, 6, 7, 8) : dice.number(0, 10);
    return switch (kind) {
      case 0, 1 -> {
        if (at != Place.LOCAL && fragments) {
          boolean tcp = dice.chance(40);
          byte[] data = new byte[dice.number(40, 90)];
          byte[] body =
              tcp
                  ? Packets.tcp(from, to, sport, dport, 1, 0, 2, 99, new byte[0], data)
                  : Packets.udp(from, to, sport, dport, data);
          int protocol = tcp ? Packets.TCP : Packets.UDP;
          yield v4
              ? fragments4(at, from, to, protocol, body)
              : fragments6(at, from, to, protocol, body);
        }
        yield one(at, "udp", from, to, Packets.UDP, udp);
      }
      case 2 -> {
        int flags = dice.pick(0, 1, 3, 4, 0x10, 0x11, 0x12, 0x14, 0x29, 0x3f, 0x18, 0xc2);
        byte[] tcp =
            Packets.tcp(from, to, sport, dport, 7, 9, flags, 512, new byte[0], new byte[3]);
        yield one(at, "odd flags", from, to, Packets.TCP, tcp);
      }
      case 3 -> {
        int protocol = dice.pick(Packets.TCP, Packets.UDP, v4 ? Packets.ICMP : Packets.ICMPV6);
        byte[] body = Packets.tcp(from, to, sport, dport, 1, 0, 2, 9, new byte[0], new byte[0]);
        yield one(at, "truncated", from, to, protocol, Arrays.copyOf(body, dice.number(0, 19)));
      }
      case 4 -> {
        udp[6] ^= 0x55;
        yield one(at, "bad checksum", from, to, Packets.UDP, udp);
      }
      case 5 -> {
        int protocol = dice.pick(47, 50, 50, AH, 108, 132, 253, 4);
        if (protocol == AH) {
          yield one(at, "AH", from, to, AH, authenticated(udp));
        }
        byte[] body =
            ByteBuffer.allocate(24).putShort((short) sport).putShort((short) dport).array();
        if (protocol == 50 || protocol == 108) {
          body = Arrays.copyOf(new byte[] {0, 0, 0, (byte) dice.number(0, 9)}, dice.number(3, 24));
        }
        if (protocol == 132 && v4) {
          // One whole chunk: with "!" x_tables counts a packet that a match drops.
          body[15] = 12;
        }
        yield one(at, "protocol " + protocol, from, to, protocol, body);
      }
      case 6 -> {
        byte[] lost = Packets.ip(to, from, Packets.UDP, 5, Packets.udp(to, from, 9, 99, udp));
        byte[] error = Packets.icmp(from, to, v4 ? 3 : 1, v4 ? 3 : 4, 0, lost);
        yield one(at, "stray error", from, to, v4 ? Packets.ICMP : Packets.ICMPV6, error);
      }
      case 8, 9, 10 -> List.of(headers.step(flow));
      default -> {
        if (v4 && dice.chance(40)) {
          yield List.of(Traffic.enter(at, "options", optioned(from, to, udp)));
        }
        if (v4) {
          byte[] tcp =
              Packets.tcp(from, to, sport, dport, 7, 9, 0x10, 512, new byte[0], new byte[9]);
          yield one(at, "mid-stream", from, to, Packets.TCP, tcp);
        }
        yield extended(at, from, to, udp);
      }
    };
  }

  /** A datagram behind an authentication header of 16 or 24 bytes, sometimes cut short. */
  private byte[] authenticated(byte[] udp) {
    int length = dice.pick(16, 24);
    ByteBuffer out = ByteBuffer.allocate(length + udp.length);
    out.put((byte) Packets.UDP).put((byte) (length / 4 - 2)).putShort((short) dice.number(0, 1));
    out.putInt(dice.number(0, 9)).put(length, udp);
    return dice.chance(80) ? out.array() : Arrays.copyOf(out.array(), dice.number(1, 15));
  }

  private List<Step> one(Place at, String what, byte[] from, byte[] to, int protocol, byte[] body) {
    byte[] packet = Packets.ip(from, to, protocol, dice.number(1, 0xffff), body);
    return List.of(Traffic.enter(at, what, packet));
  }

  private List<Step> fragments4(Place at, byte[] from, byte[] to, int protocol, byte[] body) {
    int id = dice.number(1, 0xffff);
    int cut = 8 * dice.number(1, 4);
    int moreFragments = 0x2000;
    byte[] first = Arrays.copyOf(body, cut);
    byte[] rest = Arrays.copyOfRange(body, cut, body.length);
    byte[] one = Packets.ip(from, to, protocol, id, moreFragments, 64, 0, first);
    byte[] other = Packets.ip(from, to, protocol, id, cut / 8, 64, 0, rest);
    return inSomeOrder(
        Traffic.enter(at, "first fragment", one), Traffic.enter(at, "last fragment", other));
  }

  private List<Step> fragments6(Place at, byte[] from, byte[] to, int protocol, byte[] body) {
    int id = (int) dice.bits();
    int cut = 8 * dice.number(1, 4);
    byte[] one = fragment(protocol, Arrays.copyOf(body, cut), 0, true, id);
    byte[] other = fragment(protocol, Arrays.copyOfRange(body, cut, body.length), cut, false, id);
    return inSomeOrder(
        Traffic.enter(at, "first fragment", Packets.ip(from, to, Packets.FRAGMENT, 0, one)),
        Traffic.enter(at, "last fragment", Packets.ip(from, to, Packets.FRAGMENT, 0, other)));
  }

  private static byte[] fragment(int protocol, byte[] body, int offset, boolean more, int id) {
    ByteBuffer out = ByteBuffer.allocate(8 + body.length);
    out.put((byte) protocol).put((byte) 0).putShort((short) (offset | (more ? 1 : 0)));
    return out.putInt(id).put(body).array();
  }

  private List<Step> inSomeOrder(Step one, Step other) {
    return new ArrayList<>(dice.chance(80) ? List.of(one, other) : List.of(other, one));
  }

  /** A datagram behind options for the destination, or hop by hop, or behind both. */
  private List<Step> extended(Place at, byte[] from, byte[] to, byte[] udp) {
    if (at != Place.LOCAL && dice.chance(25)) {
      byte[] atomic = fragment(Packets.UDP, udp, 0, false, (int) dice.bits());
      return one(at, "atomic fragment", from, to, Packets.FRAGMENT, atomic);
    }
    if (dice.chance(15)) {
      int noNextHeader = 59;
      return one(at, "no next header", from, to, noNextHeader, new byte[0]);
    }
    int destinationOptions = 60;
    byte[] body = options(Packets.UDP, udp);
    int first = destinationOptions;
    if (dice.chance(40)) {
      body = options(destinationOptions, body);
      first = 0;
    }
    return one(at, "extension headers", from, to, first, body);
  }

  /** An IPv4 packet with four bytes of options that do nothing. */
  private byte[] optioned(byte[] from, byte[] to, byte[] body) {
    byte[] plain = Packets.ip(from, to, Packets.UDP, dice.number(1, 0xffff), new byte[4]);
    ByteBuffer out = ByteBuffer.allocate(24 + body.length);
    out.put(plain, 0, 20).put(new byte[] {1, 1, 1, 1}).put(body);
    out.put(0, (byte) 0x46).putShort(2, (short) out.capacity()).putShort(10, (short) 0);
    out.putShort(10, (short) Packets.checksum(out.array(), 24, 0));
    return out.array();
  }

  /** Eight bytes of options that are padding only, before a body of that protocol. */
  private static byte[] options(int next, byte[] body) {
    ByteBuffer out = ByteBuffer.allocate(8 + body.length);
    out.put((byte) next).put((byte) 0).put((byte) 1).put((byte) 4).putInt(0);
    return out.put(body).array();
  }
}
