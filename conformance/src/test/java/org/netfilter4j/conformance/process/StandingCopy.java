package org.netfilter4j.conformance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Result;

/**
 * An installed copy with its programs' links and a daemon of its own, which counts the JVMs that it
 * starts: so it is seen whether the daemon did a command.
 */
final class StandingCopy implements AutoCloseable {
  private final Path directory;
  private final Path starts;
  private @Nullable Process daemon;

  /**
   * Installs one; no daemon runs yet.
   *
   * @param directory an empty one
   */
  StandingCopy(Path directory) throws IOException {
    this.directory = directory;
    starts = Files.createFile(directory.resolve("starts"));
    Path launcher = OurProgram.get().install(directory);
    Path bin = Files.createDirectories(directory.resolve("jdk/bin"));
    Path java =
        Files.writeString(
            bin.resolve("java"),
            "#!/bin/sh\necho >>"
                + starts
                + "\nexec "
                + System.getProperty("java.home")
                + "/bin/java \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(directory.resolve("lib/jdk"), directory.resolve("jdk") + "\n");
    Path cache = directory.resolve("lib/KERNEL.aot");
    if (Files.exists(cache)) {
      Files.createSymbolicLink(directory.resolve("lib/AGENT.aot"), cache);
    }
    Files.createDirectory(bin());
    for (String name :
        List.of(
            "nf4j",
            "iptables",
            "iptables-nft",
            "iptables-legacy",
            "ip6tables-nft",
            "iptables-nft-save",
            "iptables-nft-restore",
            "iptables-legacy-save",
            "iptables-legacy-restore",
            "iptables-translate",
            "ipset",
            "conntrack")) {
      Files.createSymbolicLink(bin().resolve(name), launcher);
    }
  }

  /** The folder of the links. */
  Path bin() {
    return directory.resolve("bin");
  }

  /** The folder where the daemon is found. */
  Path meeting() {
    return directory.resolve("daemon");
  }

  Path jar() {
    return directory.resolve("lib/nf4j.jar");
  }

  /** How many JVMs were started since the last time that this was asked. */
  int starts() throws IOException {
    int lines = Files.readAllLines(starts).size();
    Files.writeString(starts, "");
    return lines;
  }

  private ProcessBuilder builder(String... words) {
    List<String> command = new ArrayList<>(List.of(words));
    command.set(0, bin().resolve(command.getFirst()).toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("NF4J_DAEMON", meeting().toString());
    builder.environment().remove("TZ");
    return builder.redirectErrorStream(true);
  }

  /** Starts the daemon, and returns when it takes requests. */
  Process stand() throws IOException {
    Process process = builder("nf4j", "daemon").start();
    daemon = process;
    String first = process.inputReader().readLine();
    if (!"nf4j daemon: ready".equals(first)) {
      throw new IOException("the daemon says: " + first);
    }
    starts();
    return process;
  }

  /** Runs a program of the copy outside any namespace, and gives what it says. */
  Result run(String... words) throws IOException, InterruptedException {
    Process process = builder(words).start();
    String said = new String(process.getInputStream().readAllBytes());
    return new Result(process.waitFor(), said, "");
  }

  /** Runs a script in a namespace, with our programs first in PATH, in a folder of its own. */
  Result in(Namespace namespace, String script) {
    return in(namespace, "PATH=" + bin() + ":$PATH; " + script, "");
  }

  private Result in(Namespace namespace, String script, String stdin) {
    return namespace.exec(
        List.of(
            "env",
            "-u",
            "TZ",
            "NF4J_DAEMON=" + meeting(),
            "sh",
            "-c",
            "cd " + namespace.directory() + "; " + script),
        stdin);
  }

  @Override
  public void close() {
    Process process = daemon;
    if (process != null && process.isAlive()) {
      process.destroy();
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new UncheckedIOException(new IOException("the daemon did not end"));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
