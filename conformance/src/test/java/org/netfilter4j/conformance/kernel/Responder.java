package org.netfilter4j.conformance.kernel;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;

/**
 * Plays the host that a packet came to: completes handshakes, sends data and FINs, replies to
 * datagrams and echo requests, and now and then reports an ICMP error about the packet.
 */
final class Responder {
  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int PSH = 8;
  private static final int ACK = 16;

  private final Dice dice;

  Responder(Dice dice) {
    this.dice = dice;
  }

  /** The answer to a packet that came out, or null where there is none. */
  @Nullable Step answer(Seen seen) {
    byte[] packet = seen.packet();
    boolean v4 = Packets.family(packet) == Family.IPV4;
    int header = v4 ? (packet[0] & 15) * 4 : 40;
    ByteBuffer in = ByteBuffer.wrap(packet);
    if (packet.length < header + 8 || (v4 && (in.getShort(6) & 0x3fff) != 0)) {
      return null;
    }
    byte[] us = v4 ? Arrays.copyOfRange(packet, 16, 20) : Arrays.copyOfRange(packet, 24, 40);
    byte[] peer = v4 ? Arrays.copyOfRange(packet, 12, 16) : Arrays.copyOfRange(packet, 8, 24);
    if (seen.at() == Place.LOCAL && isLoopback(us)) {
      return null; // a socket would not send to the network from there
    }
    if ((us[0] & 0xf0) == 0xe0 || us[us.length - 1] == -1 || us[0] == -1) {
      return null; // nobody answers from a multicast or broadcast address
    }
    int protocol = packet[v4 ? 9 : 6] & 0xff;
    boolean error =
        protocol == icmp(v4)
            && (v4 ? packet[header] != 8 && packet[header] != 0 : packet[header] >= 0);
    if (!error && dice.chance(12)) {
      return icmpError(seen, v4, us, peer);
    }
    ByteBuffer body = in.slice(header, packet.length - header);
    return switch (protocol) {
      case Packets.TCP -> tcp(seen.at(), us, peer, body);
      case Packets.UDP -> {
        byte[] data = new byte[dice.number(0, 16)];
        byte[] udp =
            Packets.udp(us, peer, body.getShort(2) & 0xffff, body.getShort(0) & 0xffff, data);
        yield enter(seen.at(), "udp answer", us, peer, Packets.UDP, udp);
      }
      case Packets.ICMP, Packets.ICMPV6 -> {
        int type = body.get(0) & 0xff;
        if (type != (v4 ? 8 : 128)) {
          yield null;
        }
        byte[] data = Arrays.copyOfRange(packet, header + 8, packet.length);
        byte[] reply = Packets.icmp(us, peer, v4 ? 0 : 129, 0, body.getInt(4), data);
        yield enter(seen.at(), "echo reply", us, peer, protocol, reply);
      }
      default -> null;
    };
  }

  private static boolean isLoopback(byte[] address) {
    return address.length == 4 ? address[0] == 127 : Arrays.equals(address, Packets.address("::1"));
  }

  private static int icmp(boolean v4) {
    return v4 ? Packets.ICMP : Packets.ICMPV6;
  }

  private @Nullable Step tcp(Place at, byte[] us, byte[] peer, ByteBuffer in) {
    if (in.limit() < 20) {
      return null;
    }
    int flags = in.get(13) & 0x3f;
    int header = (in.get(12) >> 4 & 15) * 4;
    long seq = in.getInt(8) & 0xffffffffL;
    long next = (in.getInt(4) & 0xffffffffL) + Math.max(0, in.limit() - header);
    if ((flags & (SYN | FIN)) != 0) {
      next++;
    }
    int answer;
    int data = 0;
    if ((flags & RST) != 0) {
      return null;
    } else if (flags == SYN) {
      answer = dice.chance(85) ? SYN | ACK : RST | ACK;
      seq = answer == (SYN | ACK) ? dice.bits() & 0xffffffffL : 0;
    } else if ((flags & FIN) != 0) {
      answer = dice.chance(50) ? ACK : FIN | ACK;
    } else {
      int kind = dice.number(0, 9);
      answer = kind < 5 ? PSH | ACK : kind < 8 ? ACK : kind == 8 ? FIN | ACK : RST | ACK;
      data = kind < 5 ? dice.number(1, 40) : 0;
    }
    byte[] options =
        answer == (SYN | ACK) && dice.chance(70) ? new byte[] {2, 4, 5, (byte) 0xb4} : new byte[0];
    byte[] segment =
        Packets.tcp(
            us,
            peer,
            in.getShort(2) & 0xffff,
            in.getShort(0) & 0xffff,
            seq,
            next & 0xffffffffL,
            answer,
            dice.number(1000, 60000),
            options,
            new byte[data]);
    String what = "tcp answer " + Integer.toHexString(answer);
    return enter(at, what, us, peer, Packets.TCP, segment);
  }

  private Step icmpError(Seen seen, boolean v4, byte[] us, byte[] peer) {
    byte[] packet = seen.packet();
    // A router in between may report it too, but not where the host itself is the end.
    byte[] from = us.clone();
    if (seen.at() != Place.LOCAL && dice.chance(30)) {
      from[from.length - 1] = 77;
    }
    int most = v4 ? 28 + dice.number(0, 40) : 48 + dice.number(0, 80);
    byte[] quoted = Arrays.copyOf(packet, Math.min(packet.length, most));
    byte[] message =
        v4
            ? dice.pick(
                Packets.icmp(from, peer, 3, 3, 0, quoted),
                Packets.icmp(from, peer, 3, 1, 0, quoted),
                Packets.icmp(from, peer, 3, 4, 1400, quoted),
                Packets.icmp(from, peer, 11, 0, 0, quoted))
            : dice.pick(
                Packets.icmp(from, peer, 1, 4, 0, quoted),
                Packets.icmp(from, peer, 1, 3, 0, quoted),
                Packets.icmp(from, peer, 3, 0, 0, quoted),
                Packets.icmp(from, peer, 4, 1, 0, quoted));
    return enter(seen.at(), "icmp error", from, peer, icmp(v4), message);
  }

  private Step enter(Place at, String what, byte[] us, byte[] peer, int protocol, byte[] body) {
    return Traffic.enter(at, what, Packets.ip(us, peer, protocol, dice.number(1, 0xffff), body));
  }
}
