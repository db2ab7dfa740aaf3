package org.netfilter4j.conformance.conntrack;

import static org.netfilter4j.packet.PacketBuilder.ACK;
import static org.netfilter4j.packet.PacketBuilder.CWR;
import static org.netfilter4j.packet.PacketBuilder.ECE;
import static org.netfilter4j.packet.PacketBuilder.FIN;
import static org.netfilter4j.packet.PacketBuilder.PSH;
import static org.netfilter4j.packet.PacketBuilder.RST;
import static org.netfilter4j.packet.PacketBuilder.SYN;
import static org.netfilter4j.packet.PacketBuilder.URG;

import java.util.SplittableRandom;
import org.netfilter4j.conformance.kernel.Step;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;

/**
 * TCP as it should be, and now and then as it should not: flags that make no sense, sequence
 * numbers and acknowledgements beside and far beside the right ones, resets, stale and repeated
 * segments, handshakes begun anew.
 */
final class TcpTalk extends Talk {
  private static final int[] FLAGS = {
    SYN,
    SYN,
    SYN | ACK,
    SYN | ACK,
    ACK,
    ACK,
    ACK,
    PSH | ACK,
    FIN | ACK,
    FIN | ACK,
    RST,
    RST,
    RST | ACK,
    RST | ACK,
    FIN,
    0,
    SYN | FIN,
    SYN | RST,
    SYN | URG,
    URG | ACK,
    FIN | ACK | URG,
    RST | ACK | URG,
    SYN | ECE | CWR,
    FIN | SYN | RST | ACK | URG | PSH
  };

  private int phase;

  // By party, the client first.
  private final int[] next = new int[2];
  private final int[] got = new int[2];
  private boolean scaled;

  TcpTalk(Family family, SplittableRandom random, int serverPort) {
    super(family, random, serverPort);
    next[0] = random.nextInt();
    next[1] = random.nextInt();
    if (chance(15)) {
      phase = random.nextInt(12); // in the middle
      got[0] = next[1];
      got[1] = next[0];
    }
  }

  @Override
  Step speak() {
    return chance(62) ? proper() : odd();
  }

  private Step proper() {
    if (chance(6)) {
      phase++;
    }
    int now = phase++;
    switch (now) {
      case 0 -> {
        scaled = chance(60);
        return send(0, SYN, 0);
      }
      case 1 -> {
        return send(1, SYN | ACK, 0);
      }
      case 2 -> {
        return send(0, ACK, 0);
      }
      case 3, 4, 5, 6, 7 -> {
        return send(
            random.nextInt(2),
            chance(60) ? PSH | ACK : ACK,
            chance(60) ? 1 + random.nextInt(20) : 0);
      }
      case 8 -> {
        return send(random.nextInt(2), FIN | ACK, 0);
      }
      case 9 -> {
        return send(random.nextInt(2), chance(60) ? ACK : FIN | ACK, 0);
      }
      case 10 -> {
        return send(random.nextInt(2), FIN | ACK, 0);
      }
      case 11 -> {
        return send(random.nextInt(2), ACK, 0);
      }
      default -> {
        phase = chance(70) ? 0 : 3;
        int opener = 0;
        next[opener] += chance(70) ? 100000 : random.nextInt();
        next[1] = chance(50) ? random.nextInt() : next[1];
        return speak();
      }
    }
  }

  private Step send(int who, int flags, int length) {
    boolean syn = (flags & SYN) != 0;
    int window = chance(85) ? pick(500, 8192, 64240, 65535) : pick(0, 1);
    Step step =
        segment(who, flags, next[who], got[who], window, length, syn ? synOptions() : new byte[0]);
    next[who] += length + (syn ? 1 : 0) + ((flags & FIN) != 0 ? 1 : 0);
    return step;
  }

  private Step odd() {
    int who = random.nextInt(2);
    int flags = pick(FLAGS);
    int length = chance(70) ? 0 : 1 + random.nextInt(30);
    int sequence = next[who] + beside();
    int acknowledgement = got[who] + beside();
    if (chance(5)) {
      sequence = 0;
    }
    if (chance(5)) {
      acknowledgement = 0;
    }
    byte[] options = (flags & SYN) != 0 ? synOptions() : otherOptions(who);
    int window = pick(0, 1, 10, 1000, 8192, 65535);
    if (chance(40) && (flags & (SYN | RST)) == 0) {
      next[who] = sequence + length + ((flags & FIN) != 0 ? 1 : 0);
    }
    return segment(who, flags, sequence, acknowledgement, window, length, options);
  }

  private int beside() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> 0;
      case 4 -> 1;
      case 5 -> -1;
      case 6 -> random.nextInt(-2000, 2000);
      case 7 -> random.nextInt(-70000, 70000);
      case 8 -> random.nextInt(-5_000_000, 5_000_000);
      default -> random.nextInt();
    };
  }

  private byte[] synOptions() {
    PacketBuilder builder = PacketBuilder.ipv4().tcp(1, 1, 0);
    if (chance(70)) {
      builder.mss(1460);
    }
    if (scaled != chance(10)) {
      builder.tcpOptions((byte) 1, (byte) 3, (byte) 3, (byte) pick(0, 2, 7, 14, 15));
    }
    if (chance(60)) {
      builder.tcpOptions((byte) 4, (byte) 2, (byte) 1, (byte) 1);
    }
    if (chance(10)) {
      builder.tcpOptions((byte) pick(8, 3, 4, 0), (byte) pick(0, 1, 2, 3, 200));
    }
    byte[] bytes = builder.toBytes();
    return java.util.Arrays.copyOfRange(bytes, 40, bytes.length);
  }

  private byte[] otherOptions(int who) {
    if (chance(60)) {
      return new byte[0];
    }
    if (chance(30)) {
      return new byte[] {1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2};
    }
    int edge = got[who] + beside();
    byte[] option = new byte[12];
    option[0] = 1;
    option[1] = 1;
    option[2] = 5;
    option[3] = (byte) (chance(90) ? 10 : 9);
    for (int i = 0; i < 4; i++) {
      option[4 + i] = (byte) (edge - 10 >>> 24 - 8 * i);
      option[8 + i] = (byte) (edge >>> 24 - 8 * i);
    }
    return option;
  }

  private Step segment(
      int who, int flags, int sequence, int ack, int window, int length, byte[] options) {
    Party party = who == 0 ? client : server;
    PacketBuilder builder =
        from(party)
            .tcp(party.ownPort, party.peerPort, flags)
            .sequence(sequence & 0xffff_ffffL)
            .acknowledgement((flags & ACK) != 0 || chance(10) ? ack & 0xffff_ffffL : 0)
            .window(window)
            .tcpOptions(options)
            .payloadLength(length);
    String what =
        (who == 0 ? "client" : "server")
            + " tcp "
            + Integer.toHexString(flags)
            + " seq "
            + Integer.toUnsignedString(sequence)
            + " ack "
            + Integer.toUnsignedString(ack)
            + " win "
            + window
            + " len "
            + length;
    return step(party.at, builder, what);
  }

  @Override
  void heard(Party by, Packet packet) {
    if (packet.protocol() != IpProtocol.TCP || !packet.hasTransportBytes(20)) {
      return;
    }
    int flags = packet.byteAt(packet.transportOffset() + 13);
    int end =
        (int) packet.intAt(packet.transportOffset() + 4)
            + packet.length()
            - packet.payloadOffset()
            + ((flags & SYN) != 0 ? 1 : 0)
            + ((flags & FIN) != 0 ? 1 : 0);
    if (chance(90)) {
      got[by == client ? 0 : 1] = end;
    }
  }
}
