package org.netfilter4j.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netfilter4j.command.Environment;
import org.netfilter4j.command.Iptables;
import org.netfilter4j.command.IptablesRestore;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.ruleset.MemoryBackend;
import org.netfilter4j.xt.set.SetNamespace;

/** Our legacy commands and the C tool's keep each other out by the same lock. */
@Timeout(60)
class KernelLockTest {
  private Namespace namespace;
  private Path file;

  @BeforeEach
  void open() {
    Oracle.require("iptables-legacy", "iptables-legacy-restore", "iptables-nft");
    namespace = Namespace.open();
    file = namespace.directory().resolve("xtables.lock");
  }

  @AfterEach
  void close() {
    if (namespace != null) {
      namespace.close();
    }
  }

  private static Result ours(String lockFile, List<String> words, InputStream in) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Environment environment =
        Environment.of(
                words.getFirst(),
                new MemoryBackend(Mode.LEGACY),
                new SystemNames(Path.of("/etc"), false),
                new SetNamespace(),
                in,
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8))
            .withLock(new KernelLock(lockFile));
    List<String> rest = words.subList(1, words.size());
    int exit =
        words.getFirst().endsWith("-restore")
            ? IptablesRestore.run(rest, environment)
            : Iptables.run(rest, environment);
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Result ours(String line, String stdin) {
    return ours(
        file.toString(),
        List.of(line.split(" ")),
        new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)));
  }

  private Result theirs(String line, String stdin) {
    return namespace.exec(List.of(line.split(" ")), stdin);
  }

  /** Both of a command: that they end alike, and how. */
  private Result both(String line, String stdin) {
    Result theirs = theirs(line, stdin);
    Result ours = ours(line, stdin);
    assertThat(ours.exit()).as(line).isEqualTo(theirs.exit());
    assertThat(ours.stderr()).as(line).isEqualTo(theirs.stderr());
    return ours;
  }

  @Test
  void whileOursHoldsItBothWaitAsLongAsTheyMay() throws IOException {
    try (Closeable held = new KernelLock(file.toString()).acquire(0)) {
      assertThat(held).isNotNull();
      bothStopWaiting();
    }
    assertThat(both("iptables-legacy -w 1 -A INPUT", "").exit()).isZero();
  }

  @Test
  void whileTheirsHoldsItBothWaitAsLongAsTheyMay() throws IOException, InterruptedException {
    Process holder = holder();
    try {
      bothStopWaiting();
      holder.getOutputStream().write("COMMIT\n".getBytes(StandardCharsets.UTF_8));
      holder.getOutputStream().close();
      assertThat(holder.waitFor()).isZero();
    } finally {
      holder.destroy();
    }
    assertThat(both("iptables-legacy -w 1 -A INPUT", "").exit()).isZero();
  }

  private void bothStopWaiting() {
    long start = System.nanoTime();
    for (String line :
        List.of(
            "iptables-legacy -w 1 -A INPUT",
            "ip6tables-legacy -S --wait=2",
            "iptables-legacy-restore -w 1")) {
      Result result = both(line, "*filter\nCOMMIT\n");
      assertThat(result.exit()).isEqualTo(4);
      assertThat(result.stderr()).contains("Stopped waiting after ");
    }
    // Twice 1, 2 and 1 seconds.
    assertThat(System.nanoTime() - start)
        .isBetween(TimeUnit.SECONDS.toNanos(8), TimeUnit.SECONDS.toNanos(20));
    for (String line :
        List.of("iptables-legacy -h", "iptables-legacy -V", "iptables-legacy -A INPUT --bogus")) {
      assertThat(theirs(line, "").exit()).as(line).isEqualTo(ours(line, "").exit()).isNotEqualTo(4);
    }
    assertThat(theirs("iptables-nft -w 1 -S", "").exit()).as("nft takes no lock").isZero();
  }

  /** The C tool between the table's first line and its last. */
  private Process holder() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("nsenter", "--net=" + namespace.file(), "iptables-legacy-restore", "-v");
    builder.environment().put("XTABLES_LOCKFILE", file.toString());
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().write("*filter\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    while (ours("iptables-legacy -w 1 -S", "").exit() == 0) {
      Thread.sleep(20);
    }
    return process;
  }

  @Test
  void aRestoreOfOursHoldsItBetweenTableAndCommit()
      throws IOException, ExecutionException, InterruptedException {
    try (java.io.PipedOutputStream feed = new java.io.PipedOutputStream();
        java.io.PipedInputStream in = new java.io.PipedInputStream(feed);
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Result> restoring =
          thread.submit(() -> ours(file.toString(), List.of("iptables-legacy-restore"), in));
      feed.write("*filter\n".getBytes(StandardCharsets.UTF_8));
      feed.flush();
      while (theirs("iptables-legacy -w 1 -S", "").exit() == 0) {
        Thread.sleep(20);
      }
      assertThat(theirs("iptables-legacy -w 1 -S", "").stderr())
          .contains("Another app is currently holding the xtables lock. Stopped waiting after 1s.");
      feed.write("COMMIT\n# more comes\n".getBytes(StandardCharsets.UTF_8));
      feed.flush();
      assertThat(theirs("iptables-legacy -w 5 -S", "").exit()).as("between tables").isZero();
      feed.close();
      assertThat(restoring.get().exit()).isZero();
    }
  }

  @Test
  void whoWaitsGetsItWhenTheOtherLetsGo()
      throws IOException, ExecutionException, InterruptedException {
    // Without -w, and with 0 seconds, the C tool waits without end.
    List<String> lines =
        List.of(
            "iptables-legacy -S",
            "iptables-legacy -w 0 -S",
            "iptables-legacy -w -S",
            "iptables-legacy -w 30 -S",
            "iptables-legacy-restore");
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Result>> results = new ArrayList<>();
      try (Closeable held = new KernelLock(file.toString()).acquire(0)) {
        assertThat(held).isNotNull();
        for (String line : lines) {
          results.add(threads.submit(() -> theirs(line, "*filter\nCOMMIT\n")));
          results.add(threads.submit(() -> ours(line, "*filter\nCOMMIT\n")));
        }
        Thread.sleep(1000);
        assertThat(results).noneMatch(Future::isDone);
      }
      for (Future<Result> result : results) {
        assertThat(result.get().exit()).as(result.get().stderr()).isZero();
      }
    }
  }

  @Test
  void whoStoppedWaitingDoesNotKeepIt() throws IOException {
    KernelLock lock = new KernelLock(file.toString());
    Closeable held = lock.acquire(0);
    assertThat(ours("iptables-legacy -w 1 -S", "").exit()).isEqualTo(4);
    held.close();
    // The one that gave up has stood in the queue, and lets it go at once.
    assertThat(theirs("iptables-legacy -w 5 -S", "").exit()).isZero();
    assertThat(ours("iptables-legacy -w 5 -S", "").exit()).isZero();
  }

  @Test
  void aFileThatCannotBeOpenedIsToldAsTheyTellIt() throws IOException {
    Path loop = namespace.directory().resolve("loop");
    Files.createSymbolicLink(loop, loop);
    for (String name :
        List.of(
            "/nonexistent/lock",
            "/proc/lock",
            "/etc/passwd/lock",
            namespace.directory().toString(),
            loop.toString(),
            "/tmp/" + "x".repeat(300))) {
      for (String line : List.of("iptables-legacy -S", "iptables-legacy-restore -w 1")) {
        List<String> words = List.of(line.split(" "));
        List<String> command = new ArrayList<>(List.of("env", "XTABLES_LOCKFILE=" + name));
        command.addAll(words);
        Result theirs = namespace.exec(command, "*filter\nCOMMIT\n");
        Result ours =
            ours(
                name,
                words,
                new ByteArrayInputStream("*filter\nCOMMIT\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(ours).as(name).isEqualTo(theirs);
        assertThat(ours.exit()).isEqualTo(4);
      }
    }
  }

  @Test
  void theFileIsMadeAsTheyMakeIt() throws IOException {
    assertThat(theirs("iptables-legacy -S", "").exit()).isZero();
    String theirs = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    Files.delete(file);
    assertThat(ours("iptables-legacy -S", "").exit()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo(theirs)
        .isEqualTo("rw-------");
    Files.writeString(file, "kept");
    assertThat(ours("iptables-legacy -S", "").exit()).isZero();
    assertThat(file).hasContent("kept");
  }
}
