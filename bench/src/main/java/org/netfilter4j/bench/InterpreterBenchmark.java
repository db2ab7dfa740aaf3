package org.netfilter4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.InterfacePattern;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.set.SetNamespace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A packet through the whole engine, by the number of rules that it meets before one accepts it:
 * wrapped, routed, and tested by every rule of INPUT, of which only the last matches. Each rule has
 * a source network, an interface and a protocol, as a long block list has.
 */
@State(Scope.Thread)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class InterpreterBenchmark {
  private static final long NOW = 1_800_000_000_000_000_000L;

  @Param({"10", "100", "1000", "10000"})
  private int rules;

  @Param({"NFT", "LEGACY"})
  private Mode mode = Mode.NFT;

  private Engine engine = engine(List.of(), Mode.NFT);
  private final Packet packet = new Packet();
  private final byte[] bytes =
      PacketBuilder.ipv4()
          .source("192.168.1.2")
          .destination("192.168.1.10")
          .tcp(40000, 80, PacketBuilder.SYN)
          .toBytes();

  /** Builds the ruleset. */
  @Setup
  public void load() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i < rules; i++) {
      entries.add(
          entry(MaskedAddress.of(Address.ipv4(0x0a00_0000L + i * 256L), 24), Target.Standard.DROP));
    }
    entries.add(entry(MaskedAddress.any(Family.IPV4), Target.Standard.ACCEPT));
    engine = engine(entries, mode);
  }

  private static Entry entry(MaskedAddress source, Target target) {
    MaskedAddress any = MaskedAddress.any(Family.IPV4);
    Selector selector =
        new Selector(
            source,
            false,
            any,
            false,
            new InterfacePattern("eth0"),
            false,
            InterfacePattern.ANY,
            false,
            6,
            false,
            true,
            false,
            false);
    return new Entry(new Rule(selector, List.of(), target), Counters.ZERO);
  }

  private static Engine engine(List<Entry> entries, Mode mode) {
    Chain input = new Chain("INPUT", Target.Standard.DROP, Counters.ZERO, entries);
    Table filter = new Table(Family.IPV4, TableName.FILTER, Map.of("INPUT", input));
    Ruleset ruleset = new Ruleset(Family.IPV4, mode, Map.of(TableName.FILTER, filter));
    Network network = Network.builder().link("eth0", "192.168.1.10/24").build();
    return new Engine(Engine.Config.of(network, List.of(ruleset), new SetNamespace()));
  }

  /** One packet. */
  @Benchmark
  public Fate packet() {
    packet.wrap(bytes, 0, bytes.length);
    packet.setInInterface("eth0");
    return engine.receive(packet, NOW);
  }
}
