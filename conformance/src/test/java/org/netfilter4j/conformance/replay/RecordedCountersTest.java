package org.netfilter4j.conformance.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netfilter4j.conformance.Examples;
import org.netfilter4j.diagnose.replay.Replay;
import org.netfilter4j.diagnose.replay.ReplayReport;
import org.netfilter4j.engine.Assume;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.host.HostDirectory;

/** The examples' captures count what the kernel counted when they were recorded. */
class RecordedCountersTest {
  @TempDir Path folder;

  /** Captured on one interface without and with its name, and on all at once. */
  @ParameterizedTest
  @CsvSource({"guide,eth0", "guide,", "docker-host,", "docker-host,any"})
  void countersAreTheKernels(String example, @Nullable String device) throws IOException {
    ReplayReport report = replay(example, device, 1);
    List<String> kernel = counters(Examples.DIRECTORY.resolve(example).resolve("counters.v4"));
    assertThat(kernel).as("the recording counted something").anyMatch(line -> isCounted(line));
    assertThat(ours(example)).isEqualTo(kernel);
    System.out.println(
        "replay of "
            + example
            + ": "
            + kernel.size()
            + " counters of rules and policies compared with the kernel's, "
            + report.tally().frames()
            + " packets");
  }

  /**
   * A Kubernetes service picks one of its pods at random. There are two, so that among a few seeds
   * one picks as the kernel did, and then every counter is the same.
   */
  @Test
  void countersAreTheKernelsForTheSameRandomChoice() throws IOException {
    List<String> kernel =
        counters(Examples.DIRECTORY.resolve("kubernetes-node").resolve("counters.v4"));
    List<List<String>> tried = new ArrayList<>();
    for (long seed = 1; seed <= 16 && !tried.contains(kernel); seed++) {
      replay("kubernetes-node", null, seed);
      tried.add(ours("kubernetes-node"));
    }
    assertThat(tried.getLast()).isEqualTo(kernel);
    System.out.println(
        "replay of kubernetes-node: "
            + kernel.size()
            + " counters of rules and policies compared with the kernel's");
  }

  private ReplayReport replay(String example, @Nullable String device, long seed)
      throws IOException {
    Path copy = folder.resolve(example);
    Examples.copy(example, copy);
    try (EmbeddedHost host = new EmbeddedHost(new HostDirectory(copy))) {
      return new Replay(
              host,
              new Replay.Request(
                  copy.resolve("capture.pcap"), device, null, Assume.NOTHING, seed, true))
          .run(Replay.Progress.NONE);
    }
  }

  private List<String> ours(String example) throws IOException {
    return counters(folder.resolve(example).resolve("nft/rules.v4"));
  }

  /** Tables, policies and rules with their counters, the order of tables left out. */
  private static List<String> counters(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    String table = "";
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("*")) {
        table = line;
      } else if (line.startsWith("[") || line.startsWith(":")) {
        lines.add(table + " " + line);
      }
    }
    lines.sort(null);
    return lines;
  }

  private static boolean isCounted(String line) {
    return line.contains("[") && !line.contains("[0:0]");
  }
}
