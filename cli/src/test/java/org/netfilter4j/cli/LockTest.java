package org.netfilter4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The xtables lock of a host, and commands at the same moment. */
class LockTest {
  private static final String RULE = " -A INPUT -s 10.9.9.9 -j DROP";

  @TempDir private Path folder;
  private ExampleHost host;

  @BeforeEach
  void copy() {
    host = new ExampleHost(folder, "guide");
  }

  private FileChannel channel() throws IOException {
    return FileChannel.open(
        host.directory().resolve("xtables.lock"),
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE);
  }

  @Test
  void whileAnotherHoldsItLegacyCommandsEndWithFour() throws IOException {
    try (FileChannel channel = channel()) {
      assertThat(channel.lock().isValid()).isTrue();
      ExampleHost.Result held = host.run("iptables-legacy" + RULE);
      assertThat(held.exit()).isEqualTo(4);
      assertThat(held.err())
          .isEqualTo(
              "Another app is currently holding the xtables lock. Perhaps you want to use the -w"
                  + " option?\n");
      ExampleHost.Result waited = host.run("iptables-legacy -w 1" + RULE);
      assertThat(waited.exit()).isEqualTo(4);
      assertThat(waited.err()).contains("Stopped waiting after 1s");
      assertThat(host.run("iptables" + RULE).exit()).as("nft takes no such lock").isZero();
    }
    assertThat(host.run("iptables-legacy" + RULE).exit()).isZero();
    assertThat(host.run("iptables-legacy -S INPUT").lines())
        .containsExactly("-P INPUT ACCEPT", "-A INPUT -s 10.9.9.9/32 -j DROP");
  }

  @Test
  void waitingEndsWhenTheOtherLetsGo() throws IOException, InterruptedException {
    FileChannel channel = channel();
    assertThat(channel.lock().isValid()).isTrue();
    Thread other =
        Thread.ofVirtual()
            .start(() -> {
              try (channel) {
                Thread.sleep(300);
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(host.run("iptables-legacy -w 30" + RULE).exit()).isZero();
    other.join();
  }

  @Test
  void noRuleIsLostWhenManyAddAtOnce() throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<ExampleHost.Result>> results = new ArrayList<>();
      for (int i = 1; i <= 60; i++) {
        String rule = " -A OUTPUT -d 10.1.1." + i + " -j DROP";
        String program = i % 2 == 0 ? "iptables" : "iptables-legacy -w";
        results.add(threads.submit(() -> host.run(program + rule)));
      }
      for (Future<ExampleHost.Result> result : results) {
        assertThat(result.get().exit()).as(result.get().err()).isZero();
      }
    }
    assertThat(host.run("iptables -S OUTPUT").lines()).hasSize(2 + 30);
    assertThat(host.run("iptables-legacy -S OUTPUT").lines()).hasSize(1 + 30);
  }
}
