package org.netfilter4j.agent;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.http.AgentServer.Answer;
import org.netfilter4j.agent.http.AgentServer.Page;

/** What the agent answers those who ask over HTTP. */
final class AgentPages {
  /** An agent that was not seen working for so long hangs. */
  private static final Duration HANGING = Duration.ofSeconds(60);

  private final Published agent;
  private final PrometheusRegistry registry;
  private final ExpositionFormats formats = ExpositionFormats.init();

  AgentPages(Published agent, PrometheusRegistry registry) {
    this.agent = agent;
    this.registry = registry;
  }

  Map<String, Page> all() {
    return Map.of(
        "/healthz", accepted -> health(),
        "/readyz", accepted -> readiness(),
        "/status", accepted -> Answer.json(ReportText.json(agent.report())),
        "/metrics", this::metrics);
  }

  private Answer health() {
    Duration silent = agent.sinceAlive();
    return silent.compareTo(HANGING) < 0
        ? Answer.text(200, "ok\n")
        : Answer.text(500, "the agent was last seen working " + silent.toSeconds() + " s ago\n");
  }

  private Answer readiness() {
    AgentReport report = agent.report();
    if (report.isReady()) {
      return Answer.text(200, "ready\n");
    }
    StringBuilder text = new StringBuilder();
    for (Problem problem : report.problems()) {
      text.append(problem.reason().word()).append(": ").append(problem.text()).append('\n');
    }
    return Answer.text(503, text.isEmpty() ? "nothing was applied yet\n" : text.toString());
  }

  private Answer metrics(@Nullable String accepted) throws IOException {
    ExpositionFormatWriter writer = formats.findWriter(accepted);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.write(out, registry.scrape());
    return new Answer(200, writer.getContentType(), out.toByteArray());
  }
}
