package org.netfilter4j.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;

/** The machine's clock is set back and forth by years, and the agent works on as it did. */
@Timeout(120)
class ClockJumpTest {
  /** Each time it is asked, it is another year. */
  private static final class JumpingClock extends Clock {
    private final Random random = new Random(7);

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("UTC alone");
    }

    @Override
    public synchronized Instant instant() {
      return Instant.ofEpochSecond(random.nextLong(4_000_000_000L));
    }
  }

  @Test
  void theClockJumps() throws IOException, InterruptedException {
    Oracle.require("iptables-nft");
    try (Namespace host = Namespace.open()) {
      Path rules = Files.createDirectory(host.directory().resolve("rules"));
      Files.writeString(rules.resolve("a.v4"), "*filter\n:WEB - [0:0]\n-A WEB -j DROP\nCOMMIT\n");
      Clock clock = new JumpingClock();
      ByteArrayOutputStream logged = new ByteArrayOutputStream();
      PrintStream to = new PrintStream(logged, true, StandardCharsets.UTF_8);
      AgentLog log = new AgentLog(to, false, AgentLog.Level.DEBUG, clock);
      AgentOptions options =
          AgentOptions.read(
              List.of("--rules", rules.toString(), "--resync", "200ms", "--listen", "none"),
              Map.of());
      Wakeups wakeups = new Wakeups();
      AgentMetrics metrics = new AgentMetrics("test", "nft", "0");
      NetworkNamespace namespace = NetworkNamespace.of(host.file());
      Agent agent =
          new Agent(
              options,
              Map.of(),
              namespace,
              new ModeView.First(Mode.NFT, false),
              wakeups,
              metrics,
              log,
              clock);
      Thread thread = Thread.ofPlatform().start(() -> run(agent));
      for (int i = 0; i < 20; i++) {
        awaitRule(host, logged);
        host.exec("iptables-nft", "-F", "WEB").orThrow("-F");
        if (i % 2 == 0) {
          wakeups.add(Wakeups.Reason.CHANGED);
        }
      }
      awaitRule(host, logged);
      assertThat(agent.seen().report().isReady()).isTrue();
      assertThat(agent.seen().report().repairs()).isGreaterThanOrEqualTo(19);
      assertThat(agent.seen().sinceAlive().toSeconds()).isLessThan(10);
      wakeups.add(Wakeups.Reason.STOP);
      thread.join(TimeUnit.SECONDS.toMillis(5));
      assertThat(thread.isAlive()).isFalse();
    }
  }

  private static void run(Agent agent) {
    try {
      agent.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitRule(Namespace host, ByteArrayOutputStream logged)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!host.exec("iptables-nft", "-S").stdout().contains("-A WEB -j DROP")) {
      assertThat(System.nanoTime() - end)
          .as("%s", logged.toString(StandardCharsets.UTF_8))
          .isNegative();
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
