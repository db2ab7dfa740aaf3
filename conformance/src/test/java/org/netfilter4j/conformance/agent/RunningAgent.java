package org.netfilter4j.conformance.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.netfilter4j.cli.Main;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.OwnProcess;
import org.netfilter4j.linux.InNamespace;
import org.netfilter4j.linux.NetworkNamespace;

/** {@code nf4j agent} as a process of its own, in a namespace. */
final class RunningAgent implements AutoCloseable {
  /** Where the pages are; each test has a namespace of its own, so it may be always the same. */
  private static final int PORT = 9469;

  /** What is not there in every build of the metrics library is left out. */
  private static final List<String> METRICS =
      List.of(
          "io.prometheus.metrics.core.metrics.Counter",
          "io.prometheus.metrics.model.registry.PrometheusRegistry",
          "io.prometheus.metrics.expositionformats.ExpositionFormats",
          "io.prometheus.metrics.config.PrometheusProperties",
          "io.prometheus.metrics.tracer.initializer.SpanContextSupplier",
          "io.prometheus.metrics.tracer.common.SpanContext");

  private final Process process;
  private final NetworkNamespace namespace;
  private final List<String> lines = new ArrayList<>();
  private final long started = System.nanoTime();
  private final Thread reader;

  private RunningAgent(Namespace in, Process process) {
    this.process = process;
    namespace = NetworkNamespace.of(in.file());
    reader = Thread.ofPlatform().daemon().name("agent's log").start(this::read);
  }

  /** The words before those of {@code nf4j agent}. */
  static List<String> program() {
    List<String> words = new ArrayList<>();
    words.add(ProcessHandle.current().info().command().orElse("java"));
    words.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-cp"));
    words.add(classPath());
    words.addAll(List.of(Main.class.getName(), "nf4j", "agent"));
    return words;
  }

  private static String classPath() {
    List<Class<?>> classes = new ArrayList<>();
    for (String name : METRICS) {
      try {
        classes.add(Class.forName(name, false, RunningAgent.class.getClassLoader()));
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
    return OwnProcess.classPath(classes.toArray(Class<?>[]::new));
  }

  /** Starts it with these words and variables. */
  static RunningAgent start(Namespace in, Map<String, String> variables, List<String> words) {
    return start(in, List.of(), variables, words);
  }

  /**
   * Starts it.
   *
   * @param confined the words of a program that starts it with fewer rights
   */
  static RunningAgent start(
      Namespace in, List<String> confined, Map<String, String> variables, List<String> words) {
    List<String> command = new ArrayList<>(confined);
    command.addAll(program());
    command.addAll(words);
    return launch(in, variables, command);
  }

  /** Starts an installed one by its launcher, with these words. */
  static RunningAgent startInstalled(Namespace in, Path launcher, List<String> words) {
    List<String> command = new ArrayList<>(List.of(launcher.toString(), "agent"));
    command.addAll(words);
    return launch(in, Map.of(), command);
  }

  private static RunningAgent launch(
      Namespace in, Map<String, String> variables, List<String> words) {
    List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + in.file()));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment(in));
    builder.environment().putAll(variables);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    try {
      return new RunningAgent(in, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An installed copy, without caches.
   *
   * @param directory an empty one
   * @return its launcher
   */
  static Path install(Path directory) throws IOException {
    Path lib = Files.createDirectory(directory.resolve("lib"));
    StringBuilder places = new StringBuilder();
    for (String place : classPath().split(":", -1)) {
      places.append(Path.of(place).toUri()).append(' ');
    }
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    main.putValue("Enable-Native-Access", "ALL-UNNAMED");
    main.put(Attributes.Name.CLASS_PATH, places.toString());
    new JarOutputStream(Files.newOutputStream(lib.resolve("nf4j.jar")), manifest).close();
    Files.writeString(lib.resolve("jdk"), System.getProperty("java.home") + "\n");
    Files.writeString(lib.resolve("root"), directory + "\n");
    return Files.copy(
        Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolveSibling("nf4j"),
        directory.resolve("nf4j"),
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  /** What a process in the namespace is to see. */
  static Map<String, String> environment(Namespace in) {
    return Map.of("XTABLES_LOCKFILE", lockFile(in).toString(), "LC_ALL", "C");
  }

  static Path lockFile(Namespace in) {
    return in.directory().resolve("xtables.lock");
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        synchronized (lines) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      // It was killed.
    }
  }

  /** What it has logged until now. */
  List<String> log() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** How many lines it has logged until now. */
  int mark() {
    synchronized (lines) {
      return lines.size();
    }
  }

  /** Whether a line from there on holds this. */
  boolean logged(int mark, String part) {
    synchronized (lines) {
      for (String line : lines.subList(Math.min(mark, lines.size()), lines.size())) {
        if (line.contains(part)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Waits until something is so; says whether it became so in time. */
  static boolean await(Duration most, BooleanSupplier so) {
    long end = System.nanoTime() + most.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      pause(10);
    }
    return true;
  }

  static void pause(long milliseconds) {
    try {
      TimeUnit.MILLISECONDS.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Waits until it logs this; fails with its log where it does not. */
  void awaitLog(int mark, String part, Duration most) {
    if (!await(most, () -> logged(mark, part) || !process.isAlive()) || !logged(mark, part)) {
      throw new AssertionError(
          "not logged within " + most + ": " + part + "\n" + String.join("\n", log()));
    }
  }

  /** Since it was started. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /**
   * Asks it for a page.
   *
   * @return the status and the body, with a blank line between; "" where nobody answers
   */
  String page(String path) {
    return InNamespace.call(namespace, () -> ask(path));
  }

  private static String ask(String path) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 2000);
      socket.setSoTimeout(5000);
      socket
          .getOutputStream()
          .write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      String answer;
      try (InputStream in = socket.getInputStream()) {
        answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      int body = answer.indexOf("\r\n\r\n");
      return answer.substring(9, 12) + "\n\n" + answer.substring(body + 4);
    } catch (SocketException | SocketTimeoutException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isReady() {
    return page("/readyz").startsWith("200");
  }

  /** A metric's value by its name and labels as they are printed; NaN where there is none. */
  double metric(String name) {
    for (String line : page("/metrics").split("\n", -1)) {
      if (line.startsWith(name + " ")) {
        return Double.parseDouble(line.substring(name.length() + 1));
      }
    }
    return Double.NaN;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    join();
  }

  /** SIGTERM, and its exit code. */
  int end() {
    // Process.destroy would close the log too.
    process.toHandle().destroy();
    return join();
  }

  /** Waits for its end. */
  int join() {
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("it does not end\n" + String.join("\n", log()));
      }
      reader.join(5000);
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    join();
  }
}
