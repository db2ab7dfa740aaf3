package org.netfilter4j.conformance.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Mode;

/**
 * Differences between the engine and the kernel that were found once, by generated tests or by
 * people: the engine does now what the kernel was recorded to do, and where there is a kernel to
 * ask, it still does so.
 */
class RecordedCasesTest {

  static List<Path> files() throws IOException, URISyntaxException {
    URI cases =
        Objects.requireNonNull(RecordedCasesTest.class.getResource("/kernel-cases")).toURI();
    try (Stream<Path> files = Files.list(Path.of(cases))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void theEngineDoesAsRecorded(Path file) throws IOException {
    RecordedCase recorded = RecordedCase.parse(Files.readString(file));
    Outcome ours = new EngineMachine().run(recorded.scenario());
    assertThat(recorded.outcome().differences(recorded.scenario(), ours)).isEmpty();
  }

  @Test
  void theKernelDoesAsRecorded() throws IOException, URISyntaxException {
    Oracle.require("nft", "ipset", "conntrack", "iptables-nft", "iptables-legacy");
    for (Mode mode : Mode.values()) {
      try (KernelMachine kernel = new KernelMachine();
          Tally tally = new Tally("recorded cases, " + mode.word())) {
        for (Path file : files()) {
          RecordedCase recorded = RecordedCase.parse(Files.readString(file));
          if (recorded.scenario().mode() == mode) {
            Outcome now = kernel.run(recorded.scenario());
            tally.compare(
                file.getFileName(), "", now.differences(recorded.scenario(), recorded.outcome()));
          }
        }
        tally.assertAgreement(1);
      }
    }
  }
}
