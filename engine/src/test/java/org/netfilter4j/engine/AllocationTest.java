package org.netfilter4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.set.SetNamespace;

/** A packet of a connection that is there allocates nothing on its way. */
class AllocationTest {
  private static final int WARM = 20_000;
  private static final int PACKETS = 20_000;

  private static final String[] RULES = {
    "*raw",
    "-A PREROUTING -m addrtype --dst-type LOCAL",
    "*mangle",
    "-A PREROUTING -p tcp -m multiport --dports 1:10,443",
    "-A OUTPUT -j MARK --set-xmark 0x1/0xffffffff",
    "*nat",
    "-A POSTROUTING -o eth0 -j MASQUERADE",
    "*filter",
    ":SUB -",
    "-A INPUT -j SUB",
    "-A FORWARD -j SUB",
    "-A SUB -s 1.2.3.0/24 -j DROP",
    "-A SUB -p udp -m udp --sport 7 --dport 9 -j DROP",
    "-A SUB -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -m limit --limit 5/sec -j RETURN",
    "-A SUB -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
    "-A SUB -m conntrack --ctstate INVALID -j DROP",
  };

  @Test
  void nothingIsAllocatedForAConnectionThatIsThere() {
    for (Mode mode : Mode.values()) {
      SetNamespace sets = new SetNamespace();
      Network network =
          SmallHost.host().sysctl("net.ipv4.conf.all.rp_filter", "1").forwarding().build();
      Engine engine =
          new Engine(
              Engine.Config.of(network, List.of(Rules.of(Family.IPV4, mode, sets, RULES)), sets));
      List<byte[]> packets = new ArrayList<>();
      packets.add(udp("10.10.0.7", "8.8.8.8", 4000, 53));
      packets.add(udp("8.8.8.8", "192.168.1.10", 53, 4000));
      Packet packet = new Packet();
      byte[] buffer = new byte[200];
      long before = 0;
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long now = 1_700_000_000_000_000_000L;
      for (int i = 0; i < WARM + PACKETS; i++) {
        if (i == WARM) {
          before = threads.getCurrentThreadAllocatedBytes();
        }
        byte[] bytes = packets.get(i & 1);
        System.arraycopy(bytes, 0, buffer, 0, bytes.length);
        packet.wrap(buffer, 0, bytes.length);
        packet.setInInterface((i & 1) == 0 ? "eth1" : "eth0");
        Fate fate = engine.receive(packet, now + i, Tracer.NONE);
        if (!(fate instanceof Fate.Sent)) {
          assertThat(fate).isInstanceOf(Fate.Sent.class);
        }
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated / (double) PACKETS).as(mode.word()).isLessThan(1);
    }
  }

  private static byte[] udp(String from, String to, int sourcePort, int destinationPort) {
    return PacketBuilder.ipv4()
        .source(from)
        .destination(to)
        .udp(sourcePort, destinationPort)
        .payloadLength(20)
        .toBytes();
  }
}
