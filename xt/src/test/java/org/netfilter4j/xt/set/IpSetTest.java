package org.netfilter4j.xt.set;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.set.SetQuery.Comparison;
import org.netfilter4j.xt.set.SetQuery.CounterTest;

/** Sets and packets: time, counters, lists, and what is said about them. */
class IpSetTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_800_000_000L * SECOND;

  private final SetNamespace sets = new SetNamespace(() -> 1);

  private IpSet make(String name, String type, long timeout, boolean counters) {
    SetType kind = Objects.requireNonNull(SetTypes.find(type));
    SetHeader.Draft header = new SetHeader.Draft(kind.hasFamily() ? Family.IPV4 : null);
    header.timeout = timeout;
    header.counters = counters;
    header.initval = 1;
    header.first = 0;
    header.last = 65535;
    assertThat(sets.create(name, kind, header, false)).isNull();
    return Objects.requireNonNull(sets.find(name));
  }

  private static SetEntry ip(String address) {
    SetEntry entry = new SetEntry();
    entry.ip = Address.parse(address);
    return entry;
  }

  private static SetEntry port(int port) {
    SetEntry entry = new SetEntry();
    entry.port = port;
    return entry;
  }

  private static SetEntry member(String name) {
    SetEntry entry = new SetEntry();
    entry.name = name;
    return entry;
  }

  private static Packet web() {
    return PacketBuilder.ipv4()
        .source("192.168.1.2")
        .destination("192.168.1.10")
        .tcp(40000, 80, PacketBuilder.SYN)
        .build();
  }

  private static List<Long> packetsOf(IpSet set) {
    List<Long> counts = new ArrayList<>();
    set.forEach(START, entry -> counts.add(entry.packets));
    return counts;
  }

  private static SetQuery counting(CounterTest packets) {
    return new SetQuery(1, 1, false, true, true, packets, CounterTest.NONE);
  }

  @Test
  void elementsTimeOutOnTheClockThatIsPassedIn() {
    IpSet set = make("s", "hash:ip", 10, false);
    SetEntry brief = ip("192.168.1.2");
    brief.timeout = 3;
    assertThat(sets.add(set, brief, false, START)).isNull();
    assertThat(sets.add(set, ip("192.168.1.3"), false, START)).isNull();
    SetQuery source = SetQuery.plain(1, 1);
    assertThat(set.contains(web(), source, START + 3 * SECOND)).isTrue();
    assertThat(set.contains(web(), source, START + 3 * SECOND + 1)).isFalse();
    assertThat(set.count(START + 4 * SECOND)).isEqualTo(1);
    // What timed out may be added again without "exist", and can't be deleted.
    assertThat(sets.delete(set, brief, false, START + 4 * SECOND)).isEqualTo(SetError.EXIST);
    assertThat(sets.add(set, brief, false, START + 4 * SECOND)).isNull();
    assertThat(sets.add(set, brief, false, START + 4 * SECOND)).isEqualTo(SetError.EXIST);
    assertThat(set.count(START + 20 * SECOND)).isZero();
  }

  @Test
  void countersAreCountedBeforeTheyAreCompared() {
    IpSet set = make("s", "hash:ip", -1, true);
    assertThat(sets.add(set, ip("192.168.1.2"), false, START)).isNull();
    SetQuery third = counting(new CounterTest(Comparison.EQUAL, 3));
    assertThat(set.contains(web(), third, START)).isFalse();
    assertThat(set.contains(web(), third, START)).isFalse();
    assertThat(set.contains(web(), third, START)).isTrue();
    assertThat(packetsOf(set)).containsExactly(3L);
    SetQuery looking =
        new SetQuery(
            1, 1, false, false, true, new CounterTest(Comparison.GREATER, 5), CounterTest.NONE);
    assertThat(set.contains(web(), looking, START)).isFalse();
    assertThat(packetsOf(set)).containsExactly(3L);
    assertThat(Membership.explain(set, web(), looking, false, START).en())
        .isEqualTo("192.168.1.2 is in set s, but its counters are not as the rule asks");
  }

  @Test
  void listsAskTheirMembersInOrder() {
    IpSet first = make("first", "hash:ip", -1, true);
    IpSet second = make("second", "hash:ip", -1, true);
    IpSet list = make("all", "list:set", -1, true);
    assertThat(sets.add(list, member("second"), false, START)).isNull();
    SetEntry before = member("first");
    before.place = SetEntry.Place.BEFORE;
    before.reference = "second";
    assertThat(sets.add(list, before, false, START)).isNull();
    assertThat(sets.add(first, ip("192.168.1.2"), false, START)).isNull();
    assertThat(sets.add(second, ip("192.168.1.2"), false, START)).isNull();
    SetQuery query = counting(CounterTest.NONE);
    assertThat(list.contains(web(), query, START)).isTrue();
    assertThat(query.member).isSameAs(first);
    assertThat(packetsOf(first)).containsExactly(1L);
    assertThat(packetsOf(second)).containsExactly(0L);
    assertThat(packetsOf(list)).containsExactly(1L, 0L);
    SetQuery without = new SetQuery(1, 1, false, true, false, CounterTest.NONE, CounterTest.NONE);
    assertThat(list.contains(web(), without, START)).isTrue();
    assertThat(packetsOf(first)).containsExactly(1L);
    assertThat(packetsOf(list)).containsExactly(2L, 0L);
    assertThat(sets.references(first)).isEqualTo(1);
    assertThat(sets.destroy("first", false)).isEqualTo(SetError.BUSY);
    assertThat(sets.rename("first", "other")).isEqualTo(SetError.REFERENCED);
  }

  @Test
  void rulesKeepTheNameWhenSetsAreSwapped() {
    IpSet live = make("live", "hash:ip", -1, false);
    IpSet next = make("next", "hash:ip", -1, false);
    assertThat(sets.add(next, ip("192.168.1.2"), false, START)).isNull();
    sets.referencedBy(name -> name.equals("live") ? 2 : 0);
    assertThat(live.contains(web(), SetQuery.plain(1, 1), START)).isFalse();
    assertThat(sets.swap("live", "next")).isNull();
    assertThat(live.contains(web(), SetQuery.plain(1, 1), START)).isTrue();
    assertThat(sets.destroy("live", false)).isEqualTo(SetError.BUSY);
    assertThat(sets.destroyAll()).isEqualTo(SetError.BUSY);
    assertThat(sets.destroy("next", false)).isNull();
  }

  @Test
  void packetsAddAndDeleteThemselves() {
    IpSet set = make("seen", "hash:ip,port", 60, true);
    SetQuery query = SetQuery.plain(2, 0b01);
    assertThat(set.add(web(), query, false, -1, START)).isTrue();
    assertThat(set.add(web(), query, false, -1, START)).isFalse();
    assertThat(set.add(web(), query, true, 5, START)).isTrue();
    List<String> seen = new ArrayList<>();
    set.forEach(
        START,
        e -> seen.add(e.ip + "," + e.protocol + ":" + e.port + " " + e.timeout + " " + e.packets));
    assertThat(seen).containsExactly("192.168.1.2,6:80 5 1");
    assertThat(set.delete(web(), query, START)).isTrue();
    assertThat(set.delete(web(), query, START)).isFalse();
  }

  @Test
  void theReasonIsSaidInWords() {
    IpSet white = make("whiteiplist", "hash:ip", -1, false);
    IpSet ports = make("whiteportlist", "bitmap:port", -1, false);
    IpSet nets = make("nets", "hash:net", -1, false);
    assertThat(sets.add(ports, port(80), false, START)).isNull();
    SetEntry net = ip("192.168.0.0");
    net.cidr = 16;
    assertThat(sets.add(nets, net, false, START)).isNull();
    assertThat(said(white, SetQuery.plain(1, 1)))
        .isEqualTo(
            new Label("192.168.1.2 is not in set whiteiplist", "192.168.1.2 不在集合 whiteiplist 中"));
    assertThat(said(ports, SetQuery.plain(1, 0)))
        .isEqualTo(
            new Label(
                "port 80 (destination) is in set whiteportlist", "端口 80（目的）在集合 whiteportlist 中"));
    assertThat(said(nets, SetQuery.plain(1, 1)).en())
        .isEqualTo("192.168.1.2 is in set nets (192.168.0.0/16)");
    net = ip("192.168.1.0");
    net.cidr = 24;
    net.nomatch = true;
    assertThat(sets.add(nets, net, false, START)).isNull();
    assertThat(said(nets, SetQuery.plain(1, 1)).en())
        .isEqualTo("192.168.1.2 is an exception (nomatch) in set nets (192.168.1.0/24)");
    IpSet both = make("both", "hash:ip,port", -1, false);
    assertThat(said(both, SetQuery.plain(1, 1)).en())
        .isEqualTo("set both needs 2 directions and the rule gives 1, so nothing is in it");
  }

  private static Label said(IpSet set, SetQuery query) {
    return say(set, query, web());
  }

  private static Label say(IpSet set, SetQuery query, Packet packet) {
    boolean contained = set.contains(packet, query, START);
    return Membership.explain(set, packet, query, contained, START);
  }

  @Test
  void whatHasNoPortIsInNoSetOfPorts() {
    IpSet ports = make("ports", "bitmap:port", -1, false);
    SetEntry all = port(0);
    all.portTo = 65535;
    assertThat(sets.add(ports, all, false, START)).isNull();
    Packet ping = PacketBuilder.ipv4().ping(1, 1).build();
    Packet later = PacketBuilder.ipv4().fragment(64, false).udp(1, 2).build();
    Packet sctp = PacketBuilder.ipv4().sctp(1, 2, 3).build();
    for (Packet packet : List.of(ping, later, sctp)) {
      assertThat(ports.contains(packet, SetQuery.plain(1, 1), START)).isFalse();
      assertThat(say(ports, SetQuery.plain(1, 1), packet).en())
          .isEqualTo("the packet has no port that could be in set ports");
    }
  }

  @Test
  void rollbackBringsEverythingBack() {
    IpSet one = make("one", "hash:ip", -1, false);
    make("two", "hash:ip", -1, false);
    IpSet list = make("list", "list:set", -1, false);
    assertThat(sets.add(one, ip("1.1.1.1"), false, START)).isNull();
    assertThat(sets.add(list, member("one"), false, START)).isNull();
    List<String> before = picture();
    sets.begin();
    assertThat(sets.add(one, ip("2.2.2.2"), false, START)).isNull();
    assertThat(sets.delete(list, member("one"), false, START)).isNull();
    assertThat(sets.swap("one", "two")).isNull();
    assertThat(sets.rename("two", "three")).isNull();
    assertThat(sets.flush("three")).isNull();
    assertThat(sets.destroy("one", false)).isNull();
    make("four", "bitmap:port", -1, false);
    assertThat(picture()).isNotEqualTo(before);
    sets.rollback();
    assertThat(picture()).isEqualTo(before);
    assertThat(sets.find("one")).isSameAs(one);
    assertThat(sets.find("four")).isNull();
  }

  private List<String> picture() {
    List<String> picture = new ArrayList<>();
    for (IpSet set : sets.sets()) {
      picture.add(set + " " + sets.references(set) + " " + set.memoryBytes());
      set.forEach(START, entry -> picture.add(text(entry.ip) + text(entry.name)));
    }
    return picture;
  }

  private static String text(@Nullable Object part) {
    return part == null ? "" : part.toString();
  }
}
