package org.netfilter4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.host.HostDirectory;
import org.netfilter4j.linux.HostCapture;
import org.netfilter4j.linux.KernelException;

/** This machine as it is now, in a host directory that is gone when it is closed. */
final class Captured implements AutoCloseable {
  private static final int ATTEMPTS = 20;
  private static final long PAUSE_NANOS = 10_000_000L;

  private final Path root;

  /** A signal ends the process without closing anything. */
  private final Thread hook = new Thread(this::deleteQuietly, "captured");

  private Captured(Path root) {
    this.root = root;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Records the machine; what can't be recorded is told. */
  static Captured of(Nf4j nf4j) {
    Captured captured;
    try {
      captured = new Captured(Files.createTempDirectory("nf4j-captured-"));
    } catch (IOException e) {
      throw new KernelException("can't make a temporary directory: " + e.getMessage());
    }
    boolean done = false;
    try {
      captured.record(nf4j);
      done = true;
      return captured;
    } finally {
      if (!done) {
        captured.close();
      }
    }
  }

  private void record(Nf4j nf4j) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream err = new PrintStream(said, false, StandardCharsets.UTF_8)) {
      new HostCapture(nf4j.namespace(), nf4j.variables(), root, err).run();
    }
    // The tools' warnings of the other mode's tables are no news to who asks about both.
    said.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(nf4j.err()::println);
  }

  EmbeddedHost host() {
    return EmbeddedHost.readOnly(new HostDirectory(root));
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends: the hook deletes it.
      return;
    }
    try {
      delete();
    } catch (IOException | UncheckedIOException e) {
      throw new KernelException("can't delete " + root + ": " + e.getMessage());
    }
  }

  private void delete() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Once more where a file was written meanwhile: what is recorded goes on being written. */
  private void deleteQuietly() {
    for (int i = 0; i < ATTEMPTS && Files.exists(root); i++) {
      try {
        delete();
      } catch (IOException | UncheckedIOException e) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
