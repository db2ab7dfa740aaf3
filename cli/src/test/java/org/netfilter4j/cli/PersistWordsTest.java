package org.netfilter4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes in the words of {@code persist} and {@code apply}: one line, exit code 2. */
class PersistWordsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(List<String> words) {
    return new Nf4j(
            Map.of(),
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run("nf4j", words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "persist safe",
        "persist save --what",
        "persist save --layout suse",
        "persist save --layout",
        "persist save --root /no/such/directory",
        "persist save --mode both",
        "persist restore --force",
        "persist status --own-only",
        "--host /tmp persist save",
        "apply new.txt",
        "apply /no/such/file.v4",
        "apply --timeout soon",
        "apply --timeout 0",
        "apply --timeout",
        "apply --yes",
        "apply --nope",
        "apply --confirm-file /",
        "--host /tmp apply x.v4"
      })
  void mistakesAreTold(String line) {
    int exit = run(List.of(line.split(" ", -1)));
    String said = err.toString(StandardCharsets.UTF_8);
    assertThat(exit).as(said).isEqualTo(2);
    assertThat(said).startsWith("nf4j: ").hasLineCount(1);
    assertThat(out.size()).isZero();
  }

  @Test
  void yesAndDetachedExcludeOneAnother(@TempDir Path directory) throws IOException {
    String file = Files.writeString(directory.resolve("x.v4"), "").toString();
    assertThat(run(List.of("apply", "--yes", "--detach", file))).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"persist", "persist --help", "persist save -h", "apply --help"})
  void helpIsPrinted(String line) {
    assertThat(run(List.of(line.split(" ", -1)))).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("usage: nf4j " + line.split(" ", 2)[0]);
  }

  @Test
  void aDryInstallWritesNothing(@TempDir Path root) throws IOException {
    List<String> words =
        List.of(
            "persist",
            "install",
            "--dry-run",
            "--root",
            root.toString(),
            "--program=/usr/bin/nf4j");
    assertThat(run(words)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("ExecStart=/usr/bin/nf4j persist restore --layout debian --no-resolve\n");
    try (var files = Files.list(root)) {
      assertThat(files).isEmpty();
    }
  }
}
