package org.netfilter4j.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.netfilter4j.engine.SmallHost.NOW;
import static org.netfilter4j.engine.SmallHost.chain;
import static org.netfilter4j.engine.SmallHost.counters;
import static org.netfilter4j.engine.SmallHost.dropped;
import static org.netfilter4j.engine.SmallHost.engine;
import static org.netfilter4j.engine.SmallHost.host;
import static org.netfilter4j.engine.SmallHost.nft;
import static org.netfilter4j.engine.SmallHost.rule;
import static org.netfilter4j.engine.SmallHost.tcp;

import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.TableName;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.MalformedPacketException;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetNamespace;
import org.netfilter4j.xt.set.SetTypes;

/** How a packet walks the tables, chains and rules of both modes. */
class EngineTest {
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
}
