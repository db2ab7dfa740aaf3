package org.netfilter4j.conformance;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A long-lived {@code sh} inside a namespace that runs command lines one after the other and hands
 * back what each of them printed and its exit code: about two milliseconds per command.
 *
 * <p>After each command the shell prints a marker with the exit code on both streams, so the output
 * of one command is told from that of the next, whether or not it ends in a newline. Commands are
 * sent without waiting for one another; {@link #runAll} therefore keeps the shell busy.
 *
 * <p>In nft mode whatever deletes a rule or a table waits for a grace period of the kernel's, 15 ms
 * and more. A test with many cases gives each case a chain of its own and clears the namespace now
 * and then, rather than deleting one rule at a time.
 */
public final class Shell implements AutoCloseable {
  private static final long SECONDS = 60;

  /** ASCII record separator: none of the tools prints it. */
  private static final byte MARK = 0x1e;

  private final Process process;
  private final OutputStream stdin;
  private final Path directory;
  private final BlockingQueue<Chunk> stdout = new LinkedBlockingQueue<>();
  private final BlockingQueue<Chunk> stderr = new LinkedBlockingQueue<>();
  private int inputs;

  /** What stood on one stream up to a marker; {@code exit} is −1 where the stream has ended. */
  private record Chunk(String text, int exit) {}

  Shell(Namespace namespace) {
    this.directory = namespace.directory();
    // ip netns exec rather than nsenter: /sys must be the namespace's too.
    ProcessBuilder builder =
        new ProcessBuilder("ip", "netns", "exec", namespace.name(), "sh", "-s");
    builder.environment().putAll(namespace.environment());
    builder.environment().put("NF4J_SCRATCH", directory.resolve("scratch").toString());
    try {
      this.process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.stdin = new BufferedOutputStream(process.getOutputStream(), 1 << 16);
    Thread.ofPlatform()
        .daemon()
        .name(namespace.name() + " stdout")
        .start(() -> split(process.getInputStream(), stdout));
    Thread.ofPlatform()
        .daemon()
        .name(namespace.name() + " stderr")
        .start(() -> split(process.getErrorStream(), stderr));
  }

  /** Runs one command. */
  public Result run(Command command) {
    return runAll(List.of(command)).getFirst();
  }

  /** Runs a program with its arguments as they are. */
  public Result run(String... argv) {
    return run(Command.of(argv));
  }

  /** Runs the commands in order, whether or not the ones before succeeded. */
  public List<Result> runAll(List<Command> commands) {
    List<Path> inputFiles = new ArrayList<>();
    try {
      for (Command command : commands) {
        String from = "/dev/null";
        if (command.stdin() != null) {
          Path file = directory.resolve("stdin" + inputs++);
          Files.writeString(file, command.stdin());
          inputFiles.add(file);
          from = file.toString();
        }
        // The braces let a script of several lines have one standard input.
        String text =
            "{\n"
                + command.script()
                + "\n} <"
                + from
                + "\nx=$?; printf '\\036%d\\n' $x; printf '\\036%d\\n' $x >&2\n";
        stdin.write(text.getBytes(StandardCharsets.UTF_8));
      }
      stdin.flush();
      List<Result> results = new ArrayList<>(commands.size());
      for (Command command : commands) {
        Chunk out = take(stdout, command);
        Chunk err = take(stderr, command);
        results.add(new Result(out.exit(), out.text(), err.text()));
      }
      for (Path file : inputFiles) {
        Files.delete(file);
      }
      return results;
    } catch (IOException e) {
      throw new UncheckedIOException("sh in " + directory.getFileName(), e);
    }
  }

  private Chunk take(BlockingQueue<Chunk> queue, Command command) {
    @Nullable Chunk chunk;
    try {
      chunk = queue.poll(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command, e);
    }
    if (chunk == null) {
      process.destroyForcibly();
      throw new IllegalStateException("no end after " + SECONDS + " s: " + command);
    }
    if (chunk.exit() < 0) {
      throw new IllegalStateException("the shell ended at: " + command);
    }
    return chunk;
  }

  private static void split(InputStream in, BlockingQueue<Chunk> to) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    int exit = -1;
    try (in) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        for (int i = 0; i < n; i++) {
          byte b = buffer[i];
          if (exit >= 0 && b == '\n') {
            to.add(new Chunk(text.toString(StandardCharsets.UTF_8), exit));
            text.reset();
            exit = -1;
          } else if (exit >= 0) {
            exit = exit * 10 + (b - '0');
          } else if (b == MARK) {
            exit = 0;
          } else {
            text.write(b);
          }
        }
      }
    } catch (IOException e) {
      // The shell was killed; whoever waits is told by the chunk below.
    }
    to.add(new Chunk(text.toString(StandardCharsets.UTF_8), -1));
  }

  /** Ends the shell. */
  @Override
  public void close() {
    try {
      stdin.close();
    } catch (IOException e) {
      // The shell has ended already.
    }
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
