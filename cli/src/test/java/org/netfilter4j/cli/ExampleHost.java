package org.netfilter4j.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.host.HostDirectory;
import org.netfilter4j.packet.Packet;

/** A copy of an example host, and programs run on it as a shell would. */
final class ExampleHost {
  /** The repository's root; tests run in the module's folder. */
  static final Path ROOT =
      Files.isDirectory(Path.of("examples"))
          ? Path.of("").toAbsolutePath()
          : Path.of("").toAbsolutePath().getParent();

  private final Path copy;
  private final Map<String, String> variables = new HashMap<>();

  ExampleHost(Path folder, String example) {
    copy = folder.resolve(example);
    copyTree(ROOT.resolve("examples").resolve(example), copy);
    variables.put("NF4J_HOST", copy.toString());
  }

  Path directory() {
    return copy;
  }

  ExampleHost with(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  /** What a program printed, and its exit code. */
  record Result(int exit, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  /** Runs a command line: words divided by blanks, with double quotes. */
  Result run(String line) {
    return run(line, "");
  }

  Result run(String line, String input) {
    return run(words(line), input);
  }

  /** Runs a command line that is parted into words already. */
  Result run(List<String> words, String input) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream outStream = new PrintStream(out, false, StandardCharsets.UTF_8);
    PrintStream errStream = new PrintStream(err, false, StandardCharsets.UTF_8);
    int exit =
        new Nf4j(
                variables,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                outStream,
                errStream)
            .run(words.getFirst(), words.subList(1, words.size()));
    outStream.flush();
    errStream.flush();
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static List<String> words(String line) {
    List<String> words = new java.util.ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean any = false;
    for (char c : line.toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
        any = true;
      } else if (c == ' ' && !quoted) {
        if (any || !word.isEmpty()) {
          words.add(word.toString());
        }
        word.setLength(0);
        any = false;
      } else {
        word.append(c);
      }
    }
    if (any || !word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }

  /** Sends packets in by an interface, and keeps what they counted. */
  Fate receive(String in, byte[]... packets) {
    try (EmbeddedHost host = new EmbeddedHost(new HostDirectory(copy))) {
      Engine engine = new Engine(host.config());
      Fate fate = Fate.DELIVERED;
      long now = 1_700_000_000_000_000_000L;
      for (byte[] bytes : packets) {
        Packet packet = new Packet();
        packet.wrap(bytes, 0, bytes.length);
        packet.setInInterface(in);
        fate = engine.receive(packet, now);
        now += 1_000_000;
      }
      host.saveCounters(engine);
      return fate;
    }
  }

  private static void copyTree(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
