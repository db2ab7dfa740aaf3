package org.netfilter4j.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** The directories below {@code examples}: hosts whose files may be read, and copies of them. */
public final class Examples {
  /** Where they are, beside the module's folder. */
  public static final Path DIRECTORY =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolveSibling("examples");

  private Examples() {}

  /** Copies one, for a test that changes it; a file that is there already is replaced. */
  public static void copy(String example, Path to) throws IOException {
    Path from = DIRECTORY.resolve(example);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
