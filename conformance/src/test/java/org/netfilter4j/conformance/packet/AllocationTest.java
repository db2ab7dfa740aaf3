package org.netfilter4j.conformance.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Field.Slice;
import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.packet.Replies;

/** Reading and rewriting a packet leaves nothing for the collector. */
class AllocationTest {
  private static final int ROUNDS = 200;
  private static final Field.Header[] FIELDS = Field.Header.values();
  private static final Slice SLICE = new Slice(Slice.Base.TRANSPORT, 0, 4);

  @Test
  void noneOnThePacketPath() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<byte[]> packets = packets();
    Packet packet = new Packet();
    Packet inner = new Packet();
    long sum = run(packets, packet, inner, 3);
    long before = threads.getCurrentThreadAllocatedBytes();
    sum += run(packets, packet, inner, ROUNDS);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(sum).isNotZero();
    // The meter and the compiler take a little; one byte per packet would be 100,000.
    assertThat(bytes).isLessThan(20_000);
  }

  private static List<byte[]> packets() {
    List<byte[]> packets = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      for (Family family : Family.values()) {
        packets.add(PacketBuilder.of(family).tcp(i, 80, 2).mss(1000 + i).toBytes());
        packets.add(PacketBuilder.of(family).udp(i, 53).payloadLength(i).toBytes());
        packets.add(PacketBuilder.of(family).sctp(i, 53, i).payloadLength(i).toBytes());
        packets.add(PacketBuilder.of(family).fragment(8 * i, true).udp(1, 2).toBytes());
        Packet ping = PacketBuilder.of(family).ping(1, i).build();
        packets.add(ping.toBytes());
        packets.add(Replies.icmpError(ping, ping.destination(), 3, 1, 0).toBytes());
      }
      packets.add(PacketBuilder.ipv6().hopByHop().routing(4).udp(1, 2).toBytes());
    }
    return packets;
  }

  private static long run(List<byte[]> packets, Packet packet, Packet inner, int rounds) {
    long sum = 0;
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < packets.size(); i++) {
        byte[] bytes = packets.get(i);
        if (packet.wrap(bytes, 0, bytes.length) != null) {
          continue;
        }
        packet.setInInterface("eth0");
        for (Field.Header field : FIELDS) {
          sum += packet.number(field) ^ packet.high(field);
        }
        sum += packet.number(SLICE) + packet.tcpOptionOffset(2);
        sum += Checksums.transportValid(packet) ? 1 : 0;
        sum += packet.embedded(inner) ? 1 : 0;
        packet.setSource(0, round);
        packet.setDestinationPort(round);
        packet.setTtl(round);
      }
    }
    return sum;
  }
}
