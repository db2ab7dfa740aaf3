package org.netfilter4j.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Mode;

/**
 * A network namespace that lives as long as a test, with {@code lo} up and an xtables lock of its
 * own. It is deleted when closed, and at the latest when the JVM ends.
 *
 * <p>One thread at a time.
 */
public final class Namespace implements AutoCloseable {
  private static final String CLEAR_NFT = "nft flush ruleset\n";

  private static final String CLEAR_LEGACY =
      """
      for f in '' 6; do
        while read -r t; do
          case $t in
            filter|security) c='INPUT FORWARD OUTPUT';;
            nat) c='PREROUTING INPUT OUTPUT POSTROUTING';;
            raw) c='PREROUTING OUTPUT';;
            *) c='PREROUTING INPUT FORWARD OUTPUT POSTROUTING';;
          esac
          echo "*$t"
          for x in $c; do echo ":$x ACCEPT [0:0]"; done
          echo COMMIT
        done < /proc/net/ip${f}_tables_names > "$NF4J_SCRATCH"
        if [ -s "$NF4J_SCRATCH" ]; then ip${f}tables-legacy-restore -c < "$NF4J_SCRATCH"; fi
      done
      """;

  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final Set<Namespace> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> List.copyOf(OPEN).forEach(Namespace::close)));
  }

  private final String name;
  private final Path directory;
  private @Nullable Shell shell;

  private Namespace(String name, Path directory) {
    this.name = name;
    this.directory = directory;
  }

  /** A new, empty namespace. {@link Oracle#require} should have been asked before. */
  public static Namespace open() {
    String name = "nf4j-" + ProcessHandle.current().pid() + "-" + NEXT.getAndIncrement();
    try {
      Path directory = Files.createTempDirectory(name);
      Namespace namespace = new Namespace(name, directory);
      OPEN.add(namespace);
      run(List.of("ip", "netns", "add", name), "", Map.of()).orThrow("ip netns add " + name);
      namespace.exec("ip", "link", "set", "lo", "up").orThrow("ip link set lo up");
      return namespace;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name as {@code ip netns} lists it. */
  public String name() {
    return name;
  }

  /** The file that stands for the namespace; setns(2) takes it. */
  public Path file() {
    return Path.of("/run/netns", name);
  }

  /** A directory for the test's files, deleted with the namespace. */
  public Path directory() {
    return directory;
  }

  /** Variables that commands in this namespace see beside the JVM's own. */
  Map<String, String> environment() {
    return Map.of(
        "XTABLES_LOCKFILE",
        directory.resolve("xtables.lock").toString(),
        "LC_ALL",
        "C",
        "PATH",
        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  }

  /** Runs one program with empty standard input. For many commands, use {@link #shell}. */
  public Result exec(String... argv) {
    return exec(List.of(argv), "");
  }

  /** Runs one program with this text on its standard input. */
  public Result exec(List<String> argv, String stdin) {
    List<String> command = new ArrayList<>();
    command.add("nsenter");
    command.add("--net=" + file());
    command.addAll(argv);
    return run(command, stdin, environment());
  }

  /** The shell that runs in this namespace, started at first use. */
  public Shell shell() {
    Shell running = shell;
    if (running == null) {
      running = new Shell(this);
      shell = running;
    }
    return running;
  }

  /**
   * Empties the namespace of what tests put into it: all nf_tables tables, all rules, chains,
   * policies and counters of the legacy tables that exist, all sets, all connections.
   */
  public void clear() {
    clear(
        CLEAR_NFT
            + CLEAR_LEGACY
            + """
            ipset destroy 2>&1
            command -v conntrack > /dev/null && conntrack -F > /dev/null 2>&1
            true\
            """);
  }

  /** Empties the tables of that mode alone. */
  public void clearTables(Mode mode) {
    clear(mode == Mode.NFT ? CLEAR_NFT : CLEAR_LEGACY);
  }

  private void clear(String script) {
    shell().run(Command.script(script.stripTrailing())).orThrow("clear " + name);
  }

  /** Deletes the namespace; all processes started in it by this class have ended by then. */
  @Override
  public void close() {
    if (!OPEN.remove(this)) {
      return;
    }
    if (shell != null) {
      shell.close();
    }
    run(List.of("ip", "netns", "del", name), "", Map.of());
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a program of the machine itself, outside any namespace of ours. */
  static Result run(List<String> argv, String stdin, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(argv);
    builder.environment().putAll(environment);
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      Process process = builder.start();
      Future<byte[]> stdout = readers.submit(() -> readAll(process.getInputStream()));
      Future<byte[]> stderr = readers.submit(() -> readAll(process.getErrorStream()));
      try (OutputStream out = process.getOutputStream()) {
        out.write(stdin.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // The program ended without reading all of it; its exit code says more than EPIPE.
      }
      int exit = process.waitFor();
      return new Result(
          exit,
          new String(stdout.get(), StandardCharsets.UTF_8),
          new String(stderr.get(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + argv, e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("reading the output of " + argv, e.getCause());
    }
  }

  private static byte[] readAll(InputStream in) throws IOException {
    try (in) {
      return in.readAllBytes();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
