package org.netfilter4j.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;

/** SIGHUP at any moment from its start on ends no agent, and is heeded once it runs. */
@Timeout(180)
class AgentHangupTest {
  private static final int STARTS = 20;
  private static final int AT_ONCE = 4;
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void atRandomEarlyMoments() throws Exception {
    Oracle.require("iptables-nft", "kill");
    long seed = Long.getLong("nf4j.seed", System.nanoTime());
    try (Namespace host = Namespace.open();
        ExecutorService starts = Executors.newFixedThreadPool(AT_ONCE)) {
      Path directory = host.directory();
      Path launcher = RunningAgent.install(Files.createDirectory(directory.resolve("nf4j")));
      List<Callable<Void>> all = new ArrayList<>();
      for (int i = 0; i < STARTS; i++) {
        Random random = new Random(seed + i);
        String name = "a" + i;
        Path rules = Files.createDirectory(directory.resolve(name));
        Files.writeString(
            rules.resolve("a.v4"),
            "*filter\n:%s - [0:0]\n-A %s -j DROP\nCOMMIT\n".formatted(name, name));
        all.add(() -> {
          start(host, launcher, rules, name, random);
          return null;
        });
      }
      for (Future<Void> each : starts.invokeAll(all)) {
        each.get();
      }
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private static void start(Namespace host, Path launcher, Path rules, String name, Random random)
      throws IOException, InterruptedException {
    List<String> words =
        List.of(
            "--rules",
            rules.toString(),
            "--mode",
            "nft",
            "--name",
            name,
            "--listen",
            "none",
            "--log-level",
            "debug");
    try (RunningAgent agent = RunningAgent.startInstalled(host, launcher, words)) {
      assertThat(RunningAgent.await(SOON, () -> ignores(agent) || !agent.isAlive())).isTrue();
      for (int i = 0; i < 6; i++) {
        RunningAgent.pause(random.nextInt(150));
        hangUp(agent);
      }
      agent.awaitLog(0, "msg=starting", SOON);
      agent.awaitLog(0, "files=1", SOON);
      // What comes now is no early moment any more.
      int mark = agent.mark();
      RunningAgent.pause(50);
      hangUp(agent);
      agent.awaitLog(mark, "HANGUP", SOON);
      assertThat(agent.end()).isZero();
    }
  }

  /** Whether SIGHUP has no effect, as the launcher's first act makes it. */
  private static boolean ignores(RunningAgent agent) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + agent.handle().pid() + "/status"))) {
        if (line.startsWith("SigIgn:")) {
          return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static void hangUp(RunningAgent agent) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-HUP", String.valueOf(agent.handle().pid())).start().waitFor();
  }
}
