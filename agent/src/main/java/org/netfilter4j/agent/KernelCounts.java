package org.netfilter4j.agent;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.keep.Counted;
import org.netfilter4j.agent.keep.Keeper;
import org.netfilter4j.agent.keep.KeeperException;
import org.netfilter4j.linux.Fingerprints;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.xtables.MalformedTableException;
import org.netfilter4j.xt.set.SetRefused;

/**
 * What the agent's rules have counted in the kernel, and how large its sets are, read when somebody
 * asks, and at most once a second. Where they can't be read there are none, and the agent itself
 * says why.
 */
final class KernelCounts implements MultiCollector {
  private static final long FRESH = Duration.ofSeconds(1).toNanos();

  private final Function<Mode, Keeper> keepers;
  private final Supplier<Mode> mode;
  private final Map<Mode, Keeper> known = new EnumMap<>(Mode.class);
  private final NetworkNamespace namespace;
  private final Supplier<Set<String>> ownSets;
  private @Nullable MetricSnapshots last;
  private long readAt;

  /**
   * A collector.
   *
   * @param keepers makes one that nobody else uses
   * @param mode in which the rules are then
   * @param ownSets the names of the agent's sets as they are then
   */
  KernelCounts(
      Function<Mode, Keeper> keepers,
      Supplier<Mode> mode,
      NetworkNamespace namespace,
      Supplier<Set<String>> ownSets) {
    this.keepers = keepers;
    this.mode = mode;
    this.namespace = namespace;
    this.ownSets = ownSets;
  }

  /** Sums of a chain's rules. */
  private static final class Sums {
    int rules;
    long packets;
    long bytes;
    long droppedPackets;
    long droppedBytes;
  }

  @Override
  public synchronized MetricSnapshots collect() {
    MetricSnapshots fresh = last;
    if (fresh == null || System.nanoTime() - readAt > FRESH) {
      fresh = read();
      last = fresh;
      readAt = System.nanoTime();
    }
    return fresh;
  }

  private MetricSnapshots read() {
    List<Counted> counted;
    try {
      counted = known.computeIfAbsent(mode.get(), keepers).counted();
    } catch (KeeperException | MalformedMessageException | MalformedTableException e) {
      return new MetricSnapshots();
    }
    Map<String, RuleId> chains = new TreeMap<>();
    Map<String, Sums> sums = new TreeMap<>();
    for (Counted each : counted) {
      RuleId rule = each.rule();
      String key = rule.family() + " " + rule.table() + " " + rule.chain();
      chains.putIfAbsent(key, rule);
      Sums sum = sums.computeIfAbsent(key, _ -> new Sums());
      sum.rules++;
      sum.packets += each.counters().packets();
      sum.bytes += each.counters().bytes();
      if (each.drops()) {
        sum.droppedPackets += each.counters().packets();
        sum.droppedBytes += each.counters().bytes();
      }
    }
    return snapshots(chains, sums, sets());
  }

  /** How many elements the agent's sets have that are there. */
  private GaugeSnapshot sets() {
    GaugeSnapshot.Builder elements =
        GaugeSnapshot.builder()
            .name("nf4j_agent_set_elements")
            .help("Elements of the agent's sets in the kernel.");
    Set<String> own = ownSets.get();
    if (!own.isEmpty()) {
      try {
        Fingerprints.setSizes(namespace)
            .forEach((name, size) -> {
              if (own.contains(name)) {
                elements.dataPoint(
                    GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("set", name))
                        .value(size)
                        .build());
              }
            });
      } catch (KernelException | SetRefused | MalformedMessageException e) {
        return elements.build();
      }
    }
    return elements.build();
  }

  private static MetricSnapshots snapshots(
      Map<String, RuleId> chains, Map<String, Sums> sums, GaugeSnapshot sets) {
    GaugeSnapshot.Builder rules =
        GaugeSnapshot.builder()
            .name("nf4j_agent_rules")
            .help("Rules of the agent's in the kernel.");
    CounterSnapshot.Builder packets = counter("rule_packets", "Packets that they matched.");
    CounterSnapshot.Builder bytes = counter("rule_bytes", "Bytes of these packets.");
    CounterSnapshot.Builder dropped =
        counter("dropped_packets", "Packets that they dropped or rejected.");
    CounterSnapshot.Builder droppedBytes = counter("dropped_bytes", "Bytes of these packets.");
    sums.forEach((key, sum) -> {
      Labels labels = labels(chains, key);
      rules.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(labels).value(sum.rules).build());
      packets.dataPoint(point(labels, (double) sum.packets));
      bytes.dataPoint(point(labels, (double) sum.bytes));
      dropped.dataPoint(point(labels, (double) sum.droppedPackets));
      droppedBytes.dataPoint(point(labels, (double) sum.droppedBytes));
    });
    return new MetricSnapshots(
        rules.build(), packets.build(), bytes.build(), dropped.build(), droppedBytes.build(), sets);
  }

  private static Labels labels(Map<String, RuleId> chains, String key) {
    RuleId rule = chains.get(key);
    return rule == null
        ? Labels.EMPTY
        : Labels.of(
            "family",
            rule.family().name().toLowerCase(java.util.Locale.ROOT),
            "table",
            rule.table().word(),
            "chain",
            rule.chain());
  }

  private static CounterSnapshot.Builder counter(String name, String help) {
    return CounterSnapshot.builder().name("nf4j_agent_" + name).help(help);
  }

  private static CounterSnapshot.CounterDataPointSnapshot point(Labels labels, double value) {
    return CounterSnapshot.CounterDataPointSnapshot.builder().labels(labels).value(value).build();
  }
}
