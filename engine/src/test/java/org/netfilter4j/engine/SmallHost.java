package org.netfilter4j.engine;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.set.SetNamespace;

/**
 * The host of the engine's tests, 192.168.1.10 at eth0 and 10.10.0.1 at eth1, and what is asked of
 * it in nft mode.
 */
final class SmallHost {
  static final long NOW = 1_700_000_000_000_000_000L;

  private SmallHost() {}

  /** Its interfaces and routes; it does not forward. */
  static Network.Builder host() {
    return Network.builder()
        .link("eth0", "192.168.1.10/24")
        .link("eth1", "10.10.0.1/24", "2001:db8::1/64")
        .route("0.0.0.0/0", "eth0", "192.168.1.1");
  }

  static Engine engine(Network network, Ruleset... rulesets) {
    return new Engine(Engine.Config.of(network, List.of(rulesets), new SetNamespace()));
  }

  static Ruleset nft(String... lines) {
    return Rules.of(Family.IPV4, Mode.NFT, new SetNamespace(), lines);
  }

  static Packet tcp(String in, String from, String to, int port) {
    return PacketBuilder.ipv4()
        .source(from)
        .destination(to)
        .tcp(40000, port, PacketBuilder.SYN)
        .in(in)
        .build();
  }

  static RuleId rule(TableName table, String chain, int number) {
    return new RuleId(Mode.NFT, Family.IPV4, table, chain, number);
  }

  static Fate dropped(RuleId by) {
    return new Fate.Dropped(new Fate.Cause.ByRule(by));
  }

  static Counters counters(Engine engine, TableName table, String chain, int number) {
    Chain found = chain(engine, Mode.NFT, table, chain);
    return number == 0 ? found.counters() : found.rules().get(number - 1).counters();
  }

  static Chain chain(Engine engine, Mode mode, TableName table, String chain) {
    Table found = requireNonNull(engine.ruleset(Family.IPV4, mode).table(table));
    return requireNonNull(found.chain(chain));
  }
}
