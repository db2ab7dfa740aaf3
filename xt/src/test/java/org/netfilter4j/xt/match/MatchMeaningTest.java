package org.netfilter4j.xt.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.netfilter4j.model.Condition.Outcome.DROP;
import static org.netfilter4j.model.Condition.Outcome.FALSE;
import static org.netfilter4j.model.Condition.Outcome.TRUE;
import static org.netfilter4j.model.Condition.Outcome.UNKNOWN;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.MalformedPacketException;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.lower.Context.Owner;
import org.netfilter4j.xt.lower.Host.AddressType;

/** What matches mean where it is not plain; the kernel judges the same elsewhere. */
class MatchMeaningTest {
  private static final int SYN = 2;

  private static PacketBuilder tcp() {
    return PacketBuilder.ipv4().source("10.0.0.1").destination("10.0.0.2").tcp(4000, 80, SYN);
  }

  /** The first bytes of a packet, its length field adjusted. */
  private static Situation cut(PacketBuilder builder, int length) throws MalformedPacketException {
    byte[] bytes = Arrays.copyOf(builder.toBytes(), length);
    bytes[2] = (byte) (length >>> 8);
    bytes[3] = (byte) length;
    return new Situation(Packet.of(bytes));
  }

  @Test
  void aTcpHeaderThatIsCutShortDropsThePacket() throws Exception {
    assertThat(new Situation(tcp().build()).test("tcp", "--dport 80")).isEqualTo(TRUE);
    assertThat(new Situation(tcp().build()).test("tcp", "! --dport 80")).isEqualTo(FALSE);
    assertThat(cut(tcp(), 39).test("tcp", "--dport 80")).isEqualTo(DROP);
    assertThat(cut(tcp(), 39).test("tcp", "! --dport 80")).isEqualTo(DROP);
    assertThat(cut(tcp(), 24).test("multiport", "--dports 80")).isEqualTo(TRUE);
    assertThat(cut(tcp(), 23).test("multiport", "! --dports 80")).isEqualTo(DROP);
  }

  @Test
  void fragmentsDoNotMatchAndTheOneThatOverwritesTheFlagsIsDropped() {
    for (int offset : List.of(8, 16, 1480)) {
      Situation fragment = new Situation(tcp().fragment(offset, false).build());
      assertThat(fragment.test("tcp", "--dport 80")).isEqualTo(offset == 8 ? DROP : FALSE);
      assertThat(fragment.test("tcp", "! --dport 80")).isEqualTo(offset == 8 ? DROP : FALSE);
      assertThat(fragment.test("multiport", "! --ports 9")).isEqualTo(FALSE);
    }
    Situation first = new Situation(tcp().fragment(0, true).build());
    assertThat(first.test("tcp", "--dport 80")).isEqualTo(TRUE);
  }

  @Test
  void tcpFlagsAndOptions() {
    Situation syn = new Situation(tcp().mss(1460).build());
    assertThat(syn.test("tcp", "--syn")).isEqualTo(TRUE);
    assertThat(syn.test("tcp", "--tcp-flags SYN ACK")).isEqualTo(FALSE);
    assertThat(syn.test("tcp", "! --tcp-flags SYN ACK")).isEqualTo(TRUE);
    assertThat(syn.test("tcp", "--tcp-option 2")).isEqualTo(TRUE);
    assertThat(syn.test("tcp", "! --tcp-option 2")).isEqualTo(FALSE);
    assertThat(syn.test("tcp", "! --tcp-option 8")).isEqualTo(TRUE);
    assertThat(syn.test("tcp", "! --sport 0:65535")).isEqualTo(FALSE);
  }

  @Test
  void icmpAnyIsEveryTypeInIpv4Alone() {
    Situation ping = new Situation(PacketBuilder.ipv4().ping(1, 1).build());
    assertThat(ping.test("icmp", "--icmp-type any")).isEqualTo(TRUE);
    assertThat(ping.test("icmp", "! --icmp-type any")).isEqualTo(FALSE);
    assertThat(ping.test("icmp", "--icmp-type 8/1")).isEqualTo(FALSE);
    assertThat(ping.test("icmp", "! --icmp-type 8/1")).isEqualTo(TRUE);
    Situation ping6 = new Situation(PacketBuilder.ipv6().ping(1, 1).build());
    assertThat(ping6.test("icmp6", "--icmpv6-type 255")).isEqualTo(FALSE);
    assertThat(ping6.test("icmp6", "--icmpv6-type ping")).isEqualTo(TRUE);
  }

  @Test
  void withoutAConnectionConntrackAsksOnlyForTheState() {
    Situation invalid = new Situation(tcp().build());
    assertThat(invalid.test("conntrack", "--ctstate INVALID --ctproto 17")).isEqualTo(TRUE);
    assertThat(invalid.test("conntrack", "! --ctstate NEW --ctstatus ASSURED")).isEqualTo(TRUE);
    assertThat(invalid.test("conntrack", "! --ctproto 17")).isEqualTo(FALSE);
    assertThat(invalid.test("conntrack", "--ctstatus NONE")).isEqualTo(FALSE);
    assertThat(invalid.test("connmark", "! --mark 1")).isEqualTo(FALSE);
    Situation known = new Situation(tcp().build()).connection(2, 8 | 16);
    known.flow.put(Field.Flow.PROTOCOL, 6L);
    known.flow.put(Field.Flow.EXPIRES, 30L);
    assertThat(known.test("conntrack", "--ctstate ESTABLISHED --ctproto 17")).isEqualTo(FALSE);
    assertThat(known.test("conntrack", "--ctstate SNAT --ctproto 6")).isEqualTo(TRUE);
    assertThat(known.test("conntrack", "--ctstate NEW,DNAT")).isEqualTo(FALSE);
    assertThat(known.test("conntrack", "! --ctstatus NONE")).isEqualTo(TRUE);
    assertThat(known.test("conntrack", "--ctexpire 30:60")).isEqualTo(TRUE);
    assertThat(known.test("conntrack", "--ctexpire 60:30")).isEqualTo(FALSE);
    assertThat(known.test("state", "! --state NEW,RELATED")).isEqualTo(TRUE);
  }

  @Test
  void limitIsABucketThatFillsWithTime() {
    Condition limit = Situation.condition("limit", Family.IPV4, "--limit 2/sec --limit-burst 3");
    Situation at = new Situation(tcp().build());
    at.now = 1_000_000_000_000L;
    for (int i = 0; i < 3; i++) {
      assertThat(at.test(limit)).isEqualTo(TRUE);
    }
    assertThat(at.test(limit)).isEqualTo(FALSE);
    at.now += 499_000_000L;
    assertThat(at.test(limit)).isEqualTo(FALSE);
    at.now += 1_000_000L;
    assertThat(at.test(limit)).isEqualTo(TRUE);
    assertThat(at.test(limit)).isEqualTo(FALSE);
    at.now += 3600_000_000_000L;
    for (int i = 0; i < 3; i++) {
      assertThat(at.test(limit)).isEqualTo(TRUE);
    }
    assertThat(at.test(limit)).isEqualTo(FALSE);
  }

  @Test
  void limitCountsInTheKernelsCredits() {
    assertThat(Limit.credits(10_000)).isEqualTo(32_000);
    assertThat(Limit.credits(3333)).isEqualTo(10_665);
    assertThat(Integer.toUnsignedLong(Limit.credits(864_000_000))).isEqualTo(86_400L * 32_000);
  }

  @Test
  void statisticTakesTurns() {
    Condition nth =
        Situation.condition("statistic", Family.IPV4, "--mode nth --every 3 --packet 1");
    Condition rest =
        Situation.condition("statistic", Family.IPV4, "--mode nth ! --every 2 --packet 0");
    Situation any = new Situation(tcp().build());
    for (int i = 0; i < 9; i++) {
      assertThat(any.test(nth)).isEqualTo(i % 3 == 1 ? TRUE : FALSE);
      assertThat(any.test(rest)).isEqualTo(i % 2 == 0 ? FALSE : TRUE);
    }
    any.random = 0x8000_0000 | 0x3fff_ffff;
    assertThat(any.test("statistic", "--mode random --probability 0.5")).isEqualTo(TRUE);
    any.random = 0x4000_0000;
    assertThat(any.test("statistic", "--mode random --probability 0.5")).isEqualTo(FALSE);
    any.random = -1;
    assertThat(any.test("statistic", "--mode random --probability 1")).isEqualTo(TRUE);
    any.random = 0;
    assertThat(any.test("statistic", "--mode random --probability 0")).isEqualTo(FALSE);
  }

  @Test
  void physdevOfAPacketThatIsNotBridgedMatchesWhereAllIsInverted() {
    Situation routed = new Situation(tcp().build());
    assertThat(routed.test("physdev", "--physdev-in eth0")).isEqualTo(FALSE);
    assertThat(routed.test("physdev", "! --physdev-in eth0")).isEqualTo(TRUE);
    assertThat(routed.test("physdev", "! --physdev-out eth0 --physdev-is-in")).isEqualTo(FALSE);
    assertThat(routed.test("physdev", "! --physdev-out eth0 ! --physdev-is-in")).isEqualTo(TRUE);
    Packet bridged = tcp().build();
    bridged.setPhysicalIn("eth1");
    Situation input = new Situation(bridged);
    assertThat(input.test("physdev", "--physdev-in eth+")).isEqualTo(TRUE);
    assertThat(input.test("physdev", "! --physdev-in eth1")).isEqualTo(FALSE);
    assertThat(input.test("physdev", "! --physdev-out eth9")).isEqualTo(FALSE);
    assertThat(input.test("physdev", "--physdev-is-bridged")).isEqualTo(FALSE);
    bridged.setPhysicalOut("eth2");
    assertThat(input.test("physdev", "! --physdev-out eth9")).isEqualTo(TRUE);
    assertThat(input.test("physdev", "--physdev-is-bridged --physdev-is-out")).isEqualTo(TRUE);
  }

  @Test
  void ownerOfAPacketWithoutASocketMatchesWhereAllIsInverted() {
    Packet forwarded = tcp().in("eth0").build();
    Situation without = new Situation(forwarded);
    assertThat(without.test("owner", "--uid-owner 0")).isEqualTo(FALSE);
    assertThat(without.test("owner", "! --uid-owner 0 ! --socket-exists")).isEqualTo(TRUE);
    assertThat(without.test("owner", "! --uid-owner 0 --gid-owner 0")).isEqualTo(FALSE);
    assertThat(without.test("owner", "! --gid-owner 0 --suppl-groups")).isEqualTo(FALSE);
    Situation local = new Situation(tcp().build());
    assertThat(local.test("owner", "--uid-owner 0")).isEqualTo(UNKNOWN);
    local.owner = new Owner(1000, 100, List.of(4L, 27L));
    assertThat(local.test("owner", "--uid-owner 1000-1001")).isEqualTo(TRUE);
    assertThat(local.test("owner", "! --socket-exists")).isEqualTo(FALSE);
    assertThat(local.test("owner", "--gid-owner 27")).isEqualTo(FALSE);
    assertThat(local.test("owner", "--gid-owner 27 --suppl-groups")).isEqualTo(TRUE);
    assertThat(local.test("owner", "! --gid-owner 5 --suppl-groups")).isEqualTo(TRUE);
    local.owner = Owner.KERNEL;
    assertThat(local.test("owner", "--socket-exists")).isEqualTo(TRUE);
    assertThat(local.test("owner", "! --uid-owner 0")).isEqualTo(TRUE);
  }

  @Test
  void addrtypeOfIpv6WantsEveryFormThatIsNamed() {
    Situation at =
        new Situation(
            PacketBuilder.ipv6().source("2001:db8::1").destination("ff02::1").udp(1, 2).build());
    at.types.put(Address.parse("2001:db8::1"), AddressType.LOCAL);
    assertThat(at.test("addrtype", "--src-type LOCAL,UNICAST")).isEqualTo(TRUE);
    assertThat(at.test("addrtype", "--src-type LOCAL,MULTICAST")).isEqualTo(FALSE);
    assertThat(at.test("addrtype", "--dst-type MULTICAST")).isEqualTo(TRUE);
    assertThat(at.test("addrtype", "--dst-type UNICAST")).isEqualTo(FALSE);
    assertThat(at.test("addrtype", "--src-type LOCAL ! --dst-type MULTICAST")).isEqualTo(FALSE);
    Situation ipv4 = new Situation(tcp().build());
    ipv4.types.put(Address.parse("10.0.0.2"), AddressType.BROADCAST);
    assertThat(ipv4.test("addrtype", "--dst-type LOCAL,BROADCAST")).isEqualTo(TRUE);
    assertThat(ipv4.test("addrtype", "--src-type UNICAST ! --dst-type LOCAL")).isEqualTo(TRUE);
  }

  @Test
  void loopedBackPacketsCountAsMulticastOrBroadcast() {
    Packet packet = tcp().destination("224.0.0.1").build();
    packet.setPacketType(5);
    assertThat(new Situation(packet).test("pkttype", "--pkt-type multicast")).isEqualTo(TRUE);
    assertThat(new Situation(packet).test("pkttype", "--pkt-type broadcast")).isEqualTo(FALSE);
    assertThat(new Situation(packet).test("pkttype", "! --pkt-type unicast")).isEqualTo(TRUE);
    Packet other = tcp().build();
    other.setPacketType(5);
    assertThat(new Situation(other).test("pkttype", "--pkt-type broadcast")).isEqualTo(TRUE);
  }

  @Test
  void aPacketWithoutEthernetHeaderMatchesNoMac() {
    Packet packet = tcp().build();
    assertThat(new Situation(packet).test("mac", "! --mac-source 1:2:3:4:5:6")).isEqualTo(FALSE);
    packet.setMacSource(0x010203040506L);
    assertThat(new Situation(packet).test("mac", "--mac-source 1:2:3:4:5:6")).isEqualTo(TRUE);
    assertThat(new Situation(packet).test("mac", "! --mac-source 1:2:3:4:5:7")).isEqualTo(TRUE);
  }

  @Test
  void aReversedRangeHoldsNothing() {
    Situation at = new Situation(tcp().build());
    assertThat(at.test("iprange", "--src-range 10.0.0.1-10.0.0.9")).isEqualTo(TRUE);
    assertThat(at.test("iprange", "--src-range 10.0.0.9-10.0.0.1")).isEqualTo(FALSE);
    assertThat(at.test("iprange", "! --src-range 10.0.0.9-10.0.0.1")).isEqualTo(TRUE);
  }
}
