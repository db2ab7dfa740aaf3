package org.netfilter4j.conformance.ipset;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.set.IpSet;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetNamespace;
import org.netfilter4j.xt.set.SetQuery;
import org.netfilter4j.xt.set.SetType;
import org.netfilter4j.xt.set.SetTypes;

/** Asking a list of sets of networks with ports leaves nothing for the collector. */
class SetAllocationTest {
  private static SetType type(String name) {
    return Objects.requireNonNull(SetTypes.find(name));
  }

  private static SetHeader.Draft header(Family family) {
    SetHeader.Draft header = new SetHeader.Draft(family);
    header.hashSize = 64;
    header.initval = 3;
    return header;
  }

  private static Address address(Family family, SplittableRandom random) {
    // Few bits differ, at both ends, so that networks lie in one another and hit.
    long some = random.nextInt(4) | (long) random.nextInt(4) << 12 | (long) random.nextInt(2) << 30;
    return family == Family.IPV4
        ? Address.ipv4(0x0a00_0000L | some)
        : Address.ipv6(0x2001_0db8_0000_0000L | some, some << 20 | random.nextInt(4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hash:net,port|IPV4
          hash:net,port|IPV6
          hash:net,port,net|IPV4
          hash:net,iface|IPV6
          hash:ip,mac|IPV4
          hash:ip,mark|IPV6
          """)
  void askingAllocatesNothing(String name, Family family) {
    SplittableRandom random = new SplittableRandom(6);
    SetNamespace sets = new SetNamespace(() -> 3);
    assertThat(sets.create("n", type(name), header(family), false)).isNull();
    assertThat(sets.create("l", type("list:set"), header(family), false)).isNull();
    IpSet set = Objects.requireNonNull(sets.find("n"));
    IpSet list = Objects.requireNonNull(sets.find("l"));
    SetEntry member = new SetEntry();
    member.name = "n";
    assertThat(sets.add(list, member, false, 0)).isNull();
    for (int i = 0; i < 500; i++) {
      SetEntry entry = new SetEntry();
      entry.ip = address(family, random);
      entry.cidr = name.startsWith("hash:net") ? 1 + random.nextInt(family.bits()) : -1;
      entry.ip2 = Address.any(family);
      entry.cidr2 = random.nextInt(2);
      entry.iface = "eth" + random.nextInt(2);
      entry.ether = 0x0200_0000_0002L;
      entry.hasPacketMark = true;
      entry.protocol = 17;
      entry.port = random.nextInt(3);
      assertThat(sets.add(set, entry, true, 0)).isNull();
    }
    List<Packet> packets = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Packet packet =
          PacketBuilder.of(family)
              .source(address(family, random))
              .udp(1, random.nextInt(4))
              .build();
      packet.setInInterface("eth0");
      packet.setMacSource(0x0200_0000_0002L);
      packets.add(packet);
    }
    SetQuery query = SetQuery.plain(3, name.endsWith("port") ? 1 : 3);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int hits = ask(list, packets, query, 20);
    long before = threads.getCurrentThreadAllocatedBytes();
    hits += ask(list, packets, query, 200);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(hits).isGreaterThan(220);
    // The meter takes a little; one byte per packet would be 40,000.
    assertThat(bytes).isLessThan(20_000);
  }

  private static int ask(IpSet set, List<Packet> packets, SetQuery query, int rounds) {
    int hits = 0;
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < packets.size(); i++) {
        hits += set.contains(packets.get(i), query, 0) ? 1 : 0;
      }
    }
    return hits;
  }
}
