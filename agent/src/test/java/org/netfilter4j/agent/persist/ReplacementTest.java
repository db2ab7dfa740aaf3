package org.netfilter4j.agent.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplacementTest {
  @TempDir private Path directory;

  private void replace(Path file, String text, @Nullable Path previous) {
    try (Replacement files = new Replacement()) {
      files.write(file, text.getBytes(StandardCharsets.UTF_8), previous);
      files.commit();
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void theLastOneIsKept() throws IOException {
    Path file = directory.resolve("rules");
    Path previous = directory.resolve("rules.previous");
    replace(file, "one", previous);
    assertThat(previous).doesNotExist();
    replace(file, "two", previous);
    replace(file, "three", previous);
    assertThat(file).hasContent("three");
    assertThat(previous).hasContent("two");
    replace(file, "three again", null);
    assertThat(previous).hasContent("two");
    assertThat(names()).containsExactly("rules", "rules.previous");
    for (Path each : List.of(file, previous)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aFileThatOthersReadIsTheirsNoMore() throws IOException {
    Path file = Files.writeString(directory.resolve("rules"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Path previous = directory.resolve("rules.save");
    replace(file, "new", previous);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(previous)))
        .isEqualTo("rw-------");
  }

  @Test
  void withoutCommitNothingHasChanged() throws IOException {
    Path file = Files.writeString(directory.resolve("rules"), "old");
    try (Replacement files = new Replacement()) {
      files.write(file, new byte[100_000], null);
      assertThatThrownBy(() -> files.write(directory.resolve("no/where"), new byte[1], null))
          .isInstanceOf(PersistException.class)
          .hasMessage(directory.resolve("no/where") + ": No such file or directory");
    }
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("rules");
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "old");
    Path link = Files.createSymbolicLink(directory.resolve("rules"), Path.of("target"));
    replace(link, "new", directory.resolve("rules.previous"));
    assertThat(link).isSymbolicLink().hasContent("new");
    assertThat(target).hasContent("new");
    assertThat(directory.resolve("rules.previous")).hasContent("old");
  }

  @Test
  void whatTheDeadLeftGoes() throws IOException {
    // The largest number that a process has is 2^22.
    Files.writeString(directory.resolve(".rules.nf4j-99999999-1"), "half");
    Path living =
        Files.writeString(
            directory.resolve(".rules.nf4j-" + ProcessHandle.current().pid() + "-999"), "other");
    replace(directory.resolve("rules"), "new", null);
    assertThat(names()).containsExactly(String.valueOf(living.getFileName()), "rules");
  }
}
