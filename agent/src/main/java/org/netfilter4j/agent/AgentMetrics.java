package org.netfilter4j.agent;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import org.netfilter4j.model.Mode;

/** What the agent counts about itself. Safe for several threads. */
final class AgentMetrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter applies =
      Counter.builder()
          .name("nf4j_agent_applies")
          .help("Attempts to apply the rules, by what came of them.")
          .labelNames("result")
          .register(registry);
  private final Counter failures =
      Counter.builder()
          .name("nf4j_agent_failures")
          .help("What went wrong, by reason.")
          .labelNames("reason")
          .register(registry);
  private final Counter repairs =
      Counter.builder()
          .name("nf4j_agent_drift_repairs")
          .help("Changes of others that were undone, by how they were noticed.")
          .labelNames("noticed")
          .register(registry);
  private final Counter moves =
      Counter.builder()
          .name("nf4j_agent_mode_moves")
          .help("How often the rules went to the other mode, by which one that was.")
          .labelNames("to")
          .register(registry);
  private final Gauge lastApply =
      Gauge.builder()
          .name("nf4j_agent_last_apply_timestamp_seconds")
          .help("When the rules were last applied without a mistake, as Unix time.")
          .register(registry);
  private final Histogram applyTime =
      Histogram.builder()
          .name("nf4j_agent_apply_duration_seconds")
          .help("How long applying took.")
          .unit(Unit.SECONDS)
          .classicOnly()
          .classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
          .register(registry);
  private final Gauge lastDuration =
      Gauge.builder()
          .name("nf4j_agent_last_apply_duration_seconds")
          .help("How long applying took last.")
          .register(registry);
  private final Gauge ready =
      Gauge.builder()
          .name("nf4j_agent_ready")
          .help("1 where the rules are as the files want, else 0.")
          .register(registry);
  private final Gauge fileErrors =
      Gauge.builder()
          .name("nf4j_agent_file_errors")
          .help("Mistakes in the files as they are now.")
          .register(registry);
  private final Gauge files =
      Gauge.builder()
          .name("nf4j_agent_files")
          .help("Files of rules and sets that were read last without a mistake.")
          .register(registry);
  private final Gauge waiting =
      Gauge.builder()
          .name("nf4j_agent_waiting_rules")
          .help("Rules that wait for somebody else's chain or rule.")
          .register(registry);
  private final Gauge fighting =
      Gauge.builder()
          .name("nf4j_agent_fighting")
          .help("1 where another program undoes what the agent does again and again, else 0.")
          .register(registry);

  private final Info info =
      Info.builder()
          .name("nf4j_agent_info")
          .help("This agent.")
          .labelNames("name", "mode", "version")
          .register(registry);
  private final String name;
  private final String version;

  AgentMetrics(String name, String mode, String version) {
    this.name = name;
    this.version = version;
    info.setLabelValues(name, mode, version);
    for (Mode each : Mode.values()) {
      moves.initLabelValues(each.word());
    }
    for (String result : new String[] {"changed", "unchanged", "failed"}) {
      applies.initLabelValues(result);
    }
    for (Problem.Reason reason : Problem.Reason.values()) {
      failures.initLabelValues(reason.word());
    }
    for (String noticed : new String[] {"event", "poll"}) {
      repairs.initLabelValues(noticed);
    }
  }

  PrometheusRegistry registry() {
    return registry;
  }

  /** Something was applied. */
  void applied(boolean changed, double unixSeconds, double seconds) {
    applies.labelValues(changed ? "changed" : "unchanged").inc();
    lastApply.set(unixSeconds);
    lastDuration.set(seconds);
    applyTime.observe(seconds);
  }

  /** The rules went to this mode. */
  void moved(Mode to) {
    moves.labelValues(to.word()).inc();
    info.setLabelValues(name, to.word(), version);
  }

  /** Applying failed. */
  void failed() {
    applies.labelValues("failed").inc();
  }

  /** Something went wrong. */
  void problem(Problem.Reason reason) {
    failures.labelValues(reason.word()).inc();
  }

  /** A change of another program was undone. */
  void repaired(boolean byEvent) {
    repairs.labelValues(byEvent ? "event" : "poll").inc();
  }

  /** How the agent is now. */
  void state(AgentReport report, int mistakes) {
    ready.set(report.isReady() ? 1 : 0);
    files.set(report.files());
    fileErrors.set(mistakes);
    waiting.set(report.waiting().size());
    fighting.set(report.fighting() ? 1 : 0);
  }
}
