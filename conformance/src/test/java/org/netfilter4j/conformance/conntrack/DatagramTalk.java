package org.netfilter4j.conformance.conntrack;

import java.util.SplittableRandom;
import org.netfilter4j.conformance.kernel.Step;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.PacketBuilder;

/** UDP and UDP-Lite, ICMP's questions and answers, GRE, and protocols without a tracker. */
final class DatagramTalk extends Talk {
  private final int kind = random.nextInt(12);
  private final int id = random.nextInt(65536);

  DatagramTalk(Family family, SplittableRandom random, int serverPort) {
    super(family, random, serverPort);
  }

  @Override
  int errors() {
    return 25;
  }

  @Override
  Step speak() {
    Party party = chance(60) ? client : server;
    PacketBuilder builder = from(party);
    int length = random.nextInt(20);
    String what = party == client ? "client " : "server ";
    switch (chance(90) ? kind : random.nextInt(12)) {
      case 0, 1, 2, 3 -> {
        what += "udp";
        builder.udp(party.ownPort, party.peerPort).payloadLength(length);
        if (chance(10)) {
          builder.udpWithoutChecksum(party.ownPort, party.peerPort);
        }
      }
      case 4 -> {
        what += "udplite";
        builder.udpLite(party.ownPort, party.peerPort, pick(0, 8)).payloadLength(length);
      }
      case 5, 6, 7 -> {
        what += "echo";
        boolean asks = (party == client) != chance(10);
        builder = asks ? builder.ping(id, 1) : builder.pong(id, 1);
        builder.payloadLength(length);
      }
      case 8 -> {
        int type =
            family == Family.IPV4
                ? pick(13, 14, 15, 16, 17, 18, 9, 10, 1, 2, 40)
                : pick(139, 140, 130, 133, 134, 135, 136, 137, 138, 143, 144, 255);
        what += "icmp " + type;
        builder.icmp(type, 0).icmpRest(id << 16).payloadLength(32 + length);
      }
      case 9 -> {
        what += "gre";
        boolean pptp = chance(50);
        byte[] header = new byte[12 + length];
        header[0] = 0x30;
        header[1] = (byte) (pptp ? 1 : 0);
        header[2] = (byte) 0x88;
        header[3] = (byte) (chance(90) ? 0x0b : 0x0c);
        header[7] = (byte) (chance(80) ? 5 : 6);
        builder.protocol(47).payload(header);
      }
      case 10 -> {
        what += "dccp";
        builder.dccp(party.ownPort, party.peerPort, 0);
      }
      default -> {
        int protocol = pick(50, 51, 253, 4, 0x67);
        what += "protocol " + protocol;
        builder.protocol(family == Family.IPV6 && protocol == 51 ? 50 : protocol);
        builder.payloadLength(24 + length);
      }
    }
    return step(party.at, builder, what);
  }
}
