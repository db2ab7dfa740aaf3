package org.netfilter4j.conformance.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Result;

/**
 * A container of the image, made of unshare, mount, chroot and capsh. The network namespace is the
 * host's, as with {@code network_mode: host}; {@code /run/xtables.lock} is that of the namespace's
 * C tools.
 */
final class Container implements AutoCloseable {
  /**
   * In a mount namespace of its own: root, then pairs of a folder or file outside and a path
   * inside, then "--" and the command.
   */
  private static final String ENTER =
      """
      set -eu
      root=$1; shift
      mount --bind "$root" "$root"
      mount -t tmpfs -o mode=755 tmpfs "$root/dev"
      for each in null zero random urandom; do
        : > "$root/dev/$each"
        mount --bind "/dev/$each" "$root/dev/$each"
      done
      mount -o remount,ro "$root/dev"
      mount -t proc proc "$root/proc"
      mount --bind "$root/proc/sys" "$root/proc/sys"
      mount -o remount,bind,ro "$root/proc/sys"
      while [ "$1" != -- ]; do
        mount --bind "$1" "$root$2"
        case $2 in /run/*) ;; *) mount -o remount,bind,ro "$root$2";; esac
        shift 2
      done
      mount -o remount,bind,ro "$root"
      shift
      exec "$@"
      """;

  private final Process process;
  private final Path out;
  private final Path err;

  private Container(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** How a container is started: all that {@code docker run} would be told. */
  static final class Setup {
    private final UnpackedImage image;
    private final Namespace host;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private final Map<Path, String> mounts = new LinkedHashMap<>();

    Setup(UnpackedImage image, Namespace host) {
      this.image = image;
      this.host = host;
      mount(host.directory().resolve("xtables.lock"), "/run/xtables.lock");
    }

    Setup variable(String name, String value) {
      variables.put(name, value);
      return this;
    }

    /** Mounts a file or a folder; what is not below /run is read-only. */
    Setup mount(Path outside, String inside) {
      mounts.put(outside, inside);
      return this;
    }

    /** The entry point, with these words after it. */
    Container start(List<String> words) {
      List<String> command = new ArrayList<>(image.entrypoint());
      command.addAll(words);
      return run(command);
    }

    /** Another program than the entry point, until it ends. */
    Result exec(String... words) {
      try (Container container = run(List.of(words))) {
        return container.end(60);
      }
    }

    private Container run(List<String> command) {
      List<String> words = new ArrayList<>();
      words.addAll(List.of("nsenter", "--net=" + host.file()));
      words.addAll(List.of("unshare", "--mount", "--propagation", "private"));
      words.addAll(List.of("--pid", "--fork", "--kill-child"));
      words.addAll(List.of("sh", "-c", ENTER, "sh", image.root().toString()));
      mounts.forEach((outside, inside) -> words.addAll(List.of(outside.toString(), inside)));
      words.add("--");
      // capsh needs two more capabilities, to enter the root, and to put them down.
      String kept = "-all,+net_admin,+net_raw,+sys_chroot,+setpcap";
      words.addAll(List.of("setpriv", "--bounding-set=" + kept, "--inh-caps=-all"));
      words.addAll(List.of("env", "-i", "HOME=/"));
      words.addAll(image.environment());
      variables.forEach((name, value) -> words.add(name + "=" + value));
      words.addAll(List.of("/sbin/capsh", "--chroot=" + image.root()));
      words.addAll(List.of("--drop=cap_sys_chroot,cap_setpcap", "--no-new-privs"));
      words.addAll(List.of("--shell=/bin/sh", "--", "-c", "cd \"$0\" && exec \"$@\""));
      words.add(image.workingDirectory());
      words.addAll(command);
      try {
        for (Map.Entry<Path, String> mount : mounts.entrySet()) {
          place(mount.getKey(), image.root().resolve(mount.getValue().substring(1)));
        }
        Path out = Files.createTempFile(host.directory(), "container", ".out");
        Path err = Files.createTempFile(host.directory(), "container", ".err");
        ProcessBuilder builder =
            new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        return new Container(process, out, err);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** An engine makes what is mounted over, where the image has nothing there. */
    private static void place(Path outside, Path inside) throws IOException {
      if (Files.isDirectory(outside)) {
        Files.createDirectories(inside);
        return;
      }
      if (!Files.exists(outside)) {
        Files.createFile(outside);
      }
      if (!Files.exists(inside)) {
        Files.createFile(inside);
      }
    }
  }

  /** The process inside, as the machine numbers it. */
  ProcessHandle inside() {
    return process.toHandle().children().findFirst().orElseThrow();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it has printed until now. */
  String errors() {
    return text(err);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it to end, as {@code docker stop}, and waits for it. */
  Result stop() {
    inside().destroy();
    return end(20);
  }

  private Result end(long seconds) {
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new IllegalStateException("no end after " + seconds + " s: " + errors());
      }
      return new Result(process.exitValue(), text(out), errors());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
