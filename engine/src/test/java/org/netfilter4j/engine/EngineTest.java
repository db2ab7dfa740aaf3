package org.netfilter4j.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.engine.route.PolicyRule;
import org.netfilter4j.engine.route.Reason;
import org.netfilter4j.engine.route.Route;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.MalformedPacketException;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetNamespace;
import org.netfilter4j.xt.set.SetTypes;

class EngineTest {
  private static final long NOW = 1_700_000_000_000_000_000L;

  private static Network.Builder host() {
    return Network.builder()
        .link("eth0", "192.168.1.10/24")
        .link("eth1", "10.10.0.1/24", "2001:db8::1/64")
        .route("0.0.0.0/0", "eth0", "192.168.1.1");
  }

  private static Engine engine(Network network, Ruleset... rulesets) {
    return new Engine(Engine.Config.of(network, List.of(rulesets), new SetNamespace()));
  }

  private static Ruleset nft(String... lines) {
    return Rules.of(Family.IPV4, Mode.NFT, new SetNamespace(), lines);
  }

  private static Packet tcp(String in, String from, String to, int port) {
    return PacketBuilder.ipv4()
        .source(from)
        .destination(to)
        .tcp(40000, port, PacketBuilder.SYN)
        .in(in)
        .build();
  }

  private static RuleId rule(TableName table, String chain, int number) {
    return new RuleId(Mode.NFT, Family.IPV4, table, chain, number);
  }

  private static Fate dropped(RuleId by) {
    return new Fate.Dropped(new Fate.Cause.ByRule(by));
  }

  private static Counters counters(Engine engine, TableName table, String chain, int number) {
    Chain found = chain(engine, Mode.NFT, table, chain);
    return number == 0 ? found.counters() : found.rules().get(number - 1).counters();
  }

  private static Chain chain(Engine engine, Mode mode, TableName table, String chain) {
    Table found = requireNonNull(engine.ruleset(Family.IPV4, mode).table(table));
    return requireNonNull(found.chain(chain));
  }

  /** The situation of examples/guide: ping works, port 80 does not. */
  @Test
  void aRuleWithSetsDropsThePacketThatTheGuideAsksAbout() {
    SetNamespace sets = new SetNamespace();
    create(sets, "whiteiplist", "hash:ip", Family.IPV4);
    create(sets, "whiteportlist", "bitmap:port", null);
    SetEntry port = new SetEntry();
    port.port = 80;
    assertThat(sets.add(requireNonNull(sets.find("whiteportlist")), port, false, NOW)).isNull();
    String[] rules = {
      ":FORWARD DROP",
      ":BASE-RULE -",
      "-A INPUT -p icmp -j ACCEPT",
      "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
      "-A INPUT -s 10.10.0.0/24 -i eth1 -j ACCEPT",
      "-A INPUT -j BASE-RULE",
      "-A BASE-RULE -i eth0 -m set ! --match-set whiteiplist src"
          + " -m set --match-set whiteportlist dst -j DROP",
      "-A BASE-RULE -j RETURN",
    };
    Engine engine =
        new Engine(
            Engine.Config.of(
                host().build(), List.of(Rules.of(Family.IPV4, Mode.NFT, sets, rules)), sets));
    Tracer.Recorder trace = new Tracer.Recorder();
    Fate fate = engine.receive(tcp("eth0", "192.168.1.2", "192.168.1.10", 80), NOW, trace);
    assertThat(fate).isEqualTo(dropped(rule(TableName.FILTER, "BASE-RULE", 1)));
    TraceEvent.RuleTested last =
        trace.events().stream()
            .filter(TraceEvent.RuleTested.class::isInstance)
            .map(TraceEvent.RuleTested.class::cast)
            .reduce((_, b) -> b)
            .orElseThrow();
    assertThat(last.outcome()).isEqualTo(Condition.Outcome.TRUE);
    assertThat(last.leaves().stream().map(TraceEvent.Leaf::explanation).toList().toString())
        .contains("192.168.1.2 is not in set whiteiplist")
        .contains("whiteportlist");
    assertThat(counters(engine, TableName.FILTER, "BASE-RULE", 1)).isEqualTo(new Counters(1, 40));

    Packet ping =
        PacketBuilder.ipv4()
            .source("192.168.1.2")
            .destination("192.168.1.10")
            .ping(7, 1)
            .in("eth0")
            .build();
    assertThat(engine.receive(ping, NOW)).isEqualTo(Fate.DELIVERED);
    assertThat(engine.receive(tcp("eth0", "192.168.1.2", "192.168.1.10", 81), NOW))
        .isEqualTo(Fate.DELIVERED);
    assertThat(counters(engine, TableName.FILTER, "BASE-RULE", 2).packets()).isEqualTo(1);
    assertThat(counters(engine, TableName.FILTER, "INPUT", 0).packets()).isEqualTo(1);
  }

  private static void create(SetNamespace sets, String name, String type, @Nullable Family family) {
    SetHeader.Draft header = new SetHeader.Draft(family);
    header.first = 0;
    header.last = 65535;
    assertThat(sets.create(name, requireNonNull(SetTypes.find(type)), header, false)).isNull();
  }

  @Test
  void aTableThatNobodyMadeHasNoHooks() {
    Engine engine = engine(host().build());
    Tracer.Recorder trace = new Tracer.Recorder();
    assertThat(engine.receive(tcp("eth0", "192.168.1.2", "192.168.1.10", 80), NOW, trace))
        .isEqualTo(Fate.DELIVERED);
    assertThat(trace.events()).noneMatch(TraceEvent.TableEntered.class::isInstance);
    assertThat(engine.tracks(Family.IPV4)).isFalse();
  }

  @Test
  void theEndOfAChainThatWasGoneToComesBackWhereItsCallerWasCalled() {
    Engine engine =
        engine(
            host().build(),
            nft(
                ":A -",
                ":B -",
                "-A INPUT -j A",
                "-A INPUT -p tcp -j DROP",
                "-A A -g B",
                "-A A -p tcp -j ACCEPT",
                "-A B -p udp -j ACCEPT"));
    assertThat(engine.receive(tcp("eth0", "192.168.1.2", "192.168.1.10", 80), NOW))
        .isEqualTo(dropped(rule(TableName.FILTER, "INPUT", 2)));
    assertThat(counters(engine, TableName.FILTER, "A", 2).packets()).isZero();
  }

  @Test
  void chainsThatLoopOrAreNotThereAreRefused() {
    Ruleset loop = nft(":A -", ":B -", "-A INPUT -j A", "-A A -j B", "-A B -j A");
    assertThatThrownBy(() -> engine(host().build(), loop))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("loop");
  }

  @Test
  void tablesOfBothModesStandSideBySideInTheRecordedOrder() {
    Ruleset legacy =
        Rules.of(Family.IPV4, Mode.LEGACY, new SetNamespace(), "-A INPUT -p tcp -j DROP");
    Ruleset nft = nft("-A INPUT -p tcp -j DROP");
    for (Mode first : Mode.values()) {
      Mode second = first == Mode.NFT ? Mode.LEGACY : Mode.NFT;
      Engine engine =
          new Engine(
              new Engine.Config(
                  host().build(),
                  List.of(legacy, nft),
                  new SetNamespace(),
                  List.of(first, second),
                  1,
                  Assume.NOTHING));
      assertThat(engine.receive(tcp("eth0", "192.168.1.2", "192.168.1.10", 80), NOW))
          .isEqualTo(dropped(new RuleId(first, Family.IPV4, TableName.FILTER, "INPUT", 1)));
    }
  }

  @Test
  void destinationNatForwardsAndRepliesAreTranslatedBack() {
    Engine engine =
        engine(
            host().forwarding().build(),
            nft(
                "*nat",
                "-A PREROUTING -i eth0 -p tcp -m tcp --dport 80 -j DNAT --to-destination"
                    + " 10.10.0.5:8080"));
    Packet first = tcp("eth0", "192.168.1.2", "192.168.1.10", 80);
    assertThat(engine.receive(first, NOW)).isEqualTo(new Fate.Sent("eth1"));
    assertThat(first.destination()).isEqualTo(Address.parse("10.10.0.5"));
    assertThat(first.number(Field.Header.DESTINATION_PORT)).isEqualTo(8080);
    assertThat(counters(engine, TableName.NAT, "PREROUTING", 1).packets()).isEqualTo(1);
    Packet reply =
        PacketBuilder.ipv4()
            .source("10.10.0.5")
            .destination("192.168.1.2")
            .tcp(8080, 40000, PacketBuilder.SYN | PacketBuilder.ACK)
            .acknowledgement(1)
            .in("eth1")
            .build();
    assertThat(engine.receive(reply, NOW + 1)).isEqualTo(new Fate.Sent("eth0"));
    assertThat(reply.source()).isEqualTo(Address.parse("192.168.1.10"));
    assertThat(reply.number(Field.Header.SOURCE_PORT)).isEqualTo(80);
    assertThat(counters(engine, TableName.NAT, "PREROUTING", 1).packets()).isEqualTo(1);
    assertThat(engine.connections().entries(NOW + 1)).hasSize(1);
  }

  @Test
  void masqueradeTakesTheAddressOfTheWayOut() {
    Engine engine =
        engine(host().forwarding().build(), nft("*nat", "-A POSTROUTING -o eth0 -j MASQUERADE"));
    Packet packet = tcp("eth1", "10.10.0.7", "8.8.8.8", 443);
    assertThat(engine.receive(packet, NOW)).isEqualTo(new Fate.Sent("eth0"));
    assertThat(packet.source()).isEqualTo(Address.parse("192.168.1.10"));
  }

  @Test
  void rejectAnswersAndTheAnswerPassesOutput() throws MalformedPacketException {
    Engine engine =
        engine(
            host().build(),
            nft(
                "-A INPUT -p tcp -j REJECT --reject-with tcp-reset",
                "-A INPUT -p udp -j REJECT --reject-with icmp-port-unreachable",
                "-A OUTPUT -p icmp -j DROP"));
    assertThat(engine.receive(tcp("eth0", "192.168.1.2", "192.168.1.10", 80), NOW))
        .isEqualTo(dropped(rule(TableName.FILTER, "INPUT", 1)));
    assertThat(engine.emitted()).hasSize(1);
    Engine.Emission reset = engine.emitted().getFirst();
    assertThat(reset.fate()).isEqualTo(new Fate.Sent("eth0"));
    assertThat(Packet.of(reset.packet()).protocol()).isEqualTo(IpProtocol.TCP);
    Packet udp =
        PacketBuilder.ipv4()
            .source("192.168.1.2")
            .destination("192.168.1.10")
            .udp(1, 2)
            .in("eth0")
            .build();
    engine.receive(udp, NOW);
    assertThat(engine.emitted()).hasSize(1);
    assertThat(engine.emitted().getFirst().fate())
        .isEqualTo(dropped(rule(TableName.FILTER, "OUTPUT", 1)));
  }

  @Test
  void aPacketToTheHostItselfComesBackByLoopback() {
    Engine engine =
        engine(
            host().build(),
            nft("*mangle", "-A PREROUTING -i lo -p tcp", "-A OUTPUT -o lo", "-A INPUT -i lo"));
    Packet packet = tcp("", "192.168.1.10", "192.168.1.10", 80);
    assertThat(engine.send(packet, null, NOW, Tracer.NONE)).isEqualTo(Fate.DELIVERED);
    assertThat(counters(engine, TableName.MANGLE, "PREROUTING", 1).packets()).isEqualTo(1);
    assertThat(counters(engine, TableName.MANGLE, "OUTPUT", 1).packets()).isEqualTo(1);
    assertThat(counters(engine, TableName.MANGLE, "INPUT", 1).packets()).isEqualTo(1);
  }

  @Test
  void aMarkInMangleOutputChangesTheWay() {
    Network network =
        host()
            .rule(PolicyRule.lookup(Family.IPV4, 100, 100).withMark(7, -1))
            .route(
                Route.unicast(MaskedAddress.any(Family.IPV4), "eth1", Address.parse("10.10.0.254"))
                    .inTable(100))
            .build();
    Engine engine =
        engine(network, nft("*mangle", "-A OUTPUT -p tcp -j MARK --set-xmark 0x7/0xffffffff"));
    Packet packet = tcp("", "0.0.0.0", "8.8.8.8", 443);
    assertThat(engine.send(packet, null, NOW, Tracer.NONE)).isEqualTo(new Fate.Sent("eth1"));
    assertThat(packet.source()).isEqualTo(Address.parse("192.168.1.10"));
    Packet udp = PacketBuilder.ipv4().source("0.0.0.0").destination("8.8.8.8").udp(5, 53).build();
    assertThat(engine.send(udp, null, NOW, Tracer.NONE)).isEqualTo(new Fate.Sent("eth0"));
  }

  @Test
  void redirectInOutputComesBackByLoopback() {
    Engine engine =
        engine(
            host().build(),
            nft("*nat", "-A OUTPUT -p udp -m udp --dport 53 -j REDIRECT --to-ports 5300"));
    Packet packet =
        PacketBuilder.ipv4().source("0.0.0.0").destination("8.8.8.8").udp(5, 53).build();
    assertThat(engine.send(packet, null, NOW, Tracer.NONE)).isEqualTo(Fate.DELIVERED);
    assertThat(packet.destination()).isEqualTo(Address.parse("127.0.0.1"));
  }

  @Test
  void routingSaysWhyItDrops() {
    assertThat(engine(host().build()).receive(tcp("eth0", "192.168.1.2", "8.8.8.8", 80), NOW))
        .isEqualTo(new Fate.Dropped(new Fate.Cause.ByRouting(Reason.FORWARDING_OFF)));
    Engine strict = engine(host().forwarding().sysctl("net.ipv4.conf.all.rp_filter", "1").build());
    assertThat(strict.receive(tcp("eth0", "10.10.0.3", "192.168.1.10", 80), NOW))
        .isEqualTo(new Fate.Dropped(new Fate.Cause.ByRouting(Reason.REVERSE_PATH)));
  }

  @Test
  void aPacketWhoseTtlRunsOutIsAnswered() throws MalformedPacketException {
    Engine engine = engine(host().forwarding().build());
    Packet packet =
        PacketBuilder.ipv4()
            .source("10.10.0.7")
            .destination("8.8.8.8")
            .ttl(1)
            .udp(5, 33434)
            .in("eth1")
            .build();
    assertThat(engine.receive(packet, NOW))
        .isEqualTo(new Fate.Dropped(new Fate.Cause.OnTheWay(Fate.Obstacle.TTL_EXCEEDED)));
    assertThat(engine.emitted()).hasSize(1);
    Packet answer = Packet.of(engine.emitted().getFirst().packet());
    assertThat(answer.source()).isEqualTo(Address.parse("10.10.0.1"));
    assertThat(answer.destination()).isEqualTo(Address.parse("10.10.0.7"));
  }

  @Test
  void fragmentsArePutTogetherBeforeConnectionTracking() {
    Engine engine =
        engine(
            host().build(),
            nft("-A INPUT -p udp -m udp --dport 53 -m conntrack --ctstate NEW -j ACCEPT"));
    byte[] whole =
        PacketBuilder.ipv4()
            .source("192.168.1.2")
            .destination("192.168.1.10")
            .id(77)
            .udp(5, 53)
            .payloadLength(100)
            .toBytes();
    Packet second = fragment(whole, 52, whole.length, false);
    Packet first = fragment(whole, 20, 52, true);
    assertThat(engine.receive(second, NOW)).isEqualTo(Fate.HELD);
    Tracer.Recorder trace = new Tracer.Recorder();
    assertThat(engine.receive(first, NOW, trace)).isEqualTo(Fate.DELIVERED);
    assertThat(first.toBytes()).isEqualTo(whole);
    assertThat(trace.events())
        .contains(new TraceEvent.Reassembled(2, whole.length))
        .anyMatch(e -> e instanceof TraceEvent.HookEntered at && at.hook() == Hook.INPUT);
    assertThat(counters(engine, TableName.FILTER, "INPUT", 1))
        .isEqualTo(new Counters(1, whole.length));
  }

  private static Packet fragment(byte[] whole, int from, int to, boolean more) {
    return PacketBuilder.ipv4()
        .source("192.168.1.2")
        .destination("192.168.1.10")
        .id(77)
        .protocol(IpProtocol.UDP)
        .fragment(from - 20, more)
        .payload(Arrays.copyOfRange(whole, from, to))
        .in("eth0")
        .build();
  }

  @Test
  void loadingInLegacyModeBeginsTheStateAnewAndInNftModeKeepsIt() {
    String[] lines = {"-A INPUT -m limit --limit 1/hour --limit-burst 1 -j ACCEPT"};
    for (Mode mode : Mode.values()) {
      Ruleset ruleset = Rules.of(Family.IPV4, mode, new SetNamespace(), lines);
      Engine engine = engine(host().build(), ruleset);
      Packet packet = tcp("eth0", "192.168.1.2", "192.168.1.10", 80);
      engine.receive(packet, NOW);
      engine.load(engine.ruleset(Family.IPV4, mode), EnumSet.of(TableName.FILTER));
      engine.receive(tcp("eth0", "192.168.1.2", "192.168.1.10", 80), NOW);
      long matched =
          chain(engine, mode, TableName.FILTER, "INPUT").rules().getFirst().counters().packets();
      assertThat(matched).as(mode.word()).isEqualTo(mode == Mode.NFT ? 1 : 2);
    }
  }

  @Test
  void whatCameInFragmentsMayLeaveInFragmentsButABigPacketMayNot() throws MalformedPacketException {
    Network network =
        Network.builder()
            .link("eth0", "2001:db8::1/64")
            .link("eth1", "2001:db8:1::1/64")
            .forwarding()
            .build();
    Ruleset tracking =
        Rules.of(
            Family.IPV6,
            Mode.NFT,
            new SetNamespace(),
            "-A FORWARD -m conntrack --ctstate NEW -j ACCEPT");
    Engine engine = engine(network, tracking);
    PacketBuilder whole =
        PacketBuilder.ipv6()
            .source("2001:db8::2")
            .destination("2001:db8:1::2")
            .udp(5, 53)
            .payloadLength(1600)
            .in("eth0");
    Fate fate = engine.receive(whole.build(), NOW);
    assertThat(fate).isEqualTo(new Fate.Dropped(new Fate.Cause.OnTheWay(Fate.Obstacle.TOO_BIG)));
    Packet answer = Packet.of(engine.emitted().getFirst().packet());
    assertThat(answer.number(Field.Header.ICMP_TYPE)).isEqualTo(2);

    byte[] payload = Arrays.copyOfRange(whole.toBytes(), 40, 1648);
    assertThat(engine.receive(fragment6(payload, 0, 1000), NOW)).isEqualTo(Fate.HELD);
    Packet last = fragment6(payload, 1000, payload.length);
    assertThat(engine.receive(last, NOW)).isEqualTo(new Fate.Sent("eth1"));
    assertThat(last.totalLength()).isEqualTo(1648);
  }

  private static Packet fragment6(byte[] payload, int from, int to) {
    return PacketBuilder.ipv6()
        .source("2001:db8::2")
        .destination("2001:db8:1::2")
        .id(99)
        .protocol(IpProtocol.UDP)
        .fragment(from, to < payload.length)
        .payload(Arrays.copyOfRange(payload, from, to))
        .in("eth0")
        .build();
  }
}
