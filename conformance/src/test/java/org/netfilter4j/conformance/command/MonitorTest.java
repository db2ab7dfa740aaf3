package org.netfilter4j.conformance.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.command.monitor.Monitor;
import org.netfilter4j.command.monitor.MonitorEnvironment;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.linux.KernelMachine;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.linux.RulesetWatch;
import org.netfilter4j.linux.RulesetWatch.Subject;
import org.netfilter4j.model.Mode;

/** The C tool's xtables-monitor and ours hear the same events and print the same lines. */
class MonitorTest {
  private static final int SEQUENCES = 12;
  private static final long PATIENCE_MILLIS = 30_000;

  private static final List<List<String>> LISTENERS =
      List.of(List.of("-e", "-t"), List.of("--event", "-4", "-c"), List.of("-t6"));

  @BeforeAll
  static void judge() {
    Oracle.require("xtables-monitor", "iptables-nft", "stdbuf", "ping", "bash");
  }

  /** The C tool and ours with the same words. */
  private static final class Pair implements AutoCloseable {
    private final Process tool;
    private final Path file;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final RulesetWatch watch;
    private final Thread thread;

    Pair(Namespace namespace, List<String> words) throws IOException {
      List<String> argv =
          new ArrayList<>(
              List.of("nsenter", "--net=" + namespace.file(), "stdbuf", "-oL", "xtables-monitor"));
      argv.addAll(words);
      file = Files.createTempFile(namespace.directory(), "monitor", "");
      tool =
          new ProcessBuilder(argv).redirectErrorStream(true).redirectOutput(file.toFile()).start();
      Set<Subject> subjects = EnumSet.noneOf(Subject.class);
      if (words.toString().contains("e")) {
        subjects.add(Subject.CHANGES);
      }
      if (words.toString().contains("-t")) {
        subjects.add(Subject.TRACES);
      }
      watch = RulesetWatch.open(NetworkNamespace.of(namespace.file()), subjects);
      MonitorEnvironment world =
          new MonitorEnvironment(
              (changes, traces) -> watch,
              new SystemNames(Path.of("/etc"), false),
              new PrintStream(out, false, StandardCharsets.UTF_8),
              new PrintStream(out, false, StandardCharsets.UTF_8));
      thread = Thread.ofPlatform().daemon().start(() -> Monitor.run(words, world));
    }

    String tools() {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    String ours() {
      return out.toString(StandardCharsets.UTF_8);
    }

    /** Whether both have said all that they have to say. */
    boolean agree() {
      return tools().equals(ours());
    }

    @Override
    public void close() {
      tool.destroy();
      watch.close();
      try {
        thread.join(PATIENCE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(20);
    }
    return true;
  }

  /** How many netlink sockets of the namespace listen to a group. */
  private static long listeners(Namespace namespace) {
    return namespace
        .exec("awk", "$2 == 12 && $4 != \"00000000\"", "/proc/net/netlink")
        .stdout()
        .lines()
        .count();
  }

  @Test
  void theSameEventsAreTheSameLines() throws IOException, InterruptedException {
    CommandGenerator generator = new CommandGenerator(Seeds.of("monitor"), Mode.NFT);
    List<Pair> pairs = new ArrayList<>();
    try (Namespace namespace = Namespace.open()) {
      for (List<String> words : LISTENERS) {
        pairs.add(new Pair(namespace, words));
      }
      assertThat(await(() -> listeners(namespace) == 2L * LISTENERS.size())).isTrue();
      int lines = 0;
      for (int i = 0; i < SEQUENCES; i++) {
        List<Command> commands = new ArrayList<>();
        CommandSequenceTest.sequence(generator).forEach(words -> commands.add(Command.of(words)));
        namespace.shell().runAll(commands);
        compare(pairs, "events " + commands);
        traffic(namespace);
        compare(pairs, "traces after " + commands);
        namespace.shell().run("nft", "flush", "ruleset");
        compare(pairs, "flush");
        lines = pairs.getFirst().ours().split("\n", -1).length;
      }
      String all = pairs.getFirst().ours();
      System.out.println("monitor: " + lines + " lines the same");
      assertThat(all)
          .contains(" TRACE: 2 ", " TRACE: 10 ", "PACKET: 2 ", "PACKET: 10 ", "NEWGEN: ");
      assertThat(pairs.get(1).ours()).contains(" [0:0] -A ");
      assertThat(pairs.get(2).ours()).startsWith("PACKET: 10 ");
    } finally {
      pairs.forEach(Pair::close);
    }
  }

  private static void traffic(Namespace namespace) {
    namespace
        .shell()
        .run(
            Command.script(
                """
                for f in iptables ip6tables; do
                  $f-nft -t raw -I PREROUTING -p udp -j TRACE
                  $f-nft -t raw -I OUTPUT -j TRACE
                done
                ping -c1 -W1 127.0.0.1
                ping -c1 -W1 ::1
                bash -c 'echo x > /dev/udp/127.0.0.1/9; echo y > /dev/udp/::1/9'
                timeout 1 bash -c 'echo x > /dev/tcp/127.0.0.1/9'
                true\
                """));
  }

  private static void compare(List<Pair> pairs, String what) throws InterruptedException {
    // The C tool ends where a rule is gone that a trace names: both must have come to rest.
    Thread.sleep(150);
    for (Pair pair : pairs) {
      if (!await(pair::agree)) {
        assertThat(pair.ours()).as(what).isEqualTo(pair.tools());
      }
    }
  }

  @Test
  void wordsThatListenToNothingEndAlike() {
    try (Namespace namespace = Namespace.open();
        KernelMachine machine =
            new KernelMachine(NetworkNamespace.of(namespace.file()), Map.of())) {
      for (String line :
          List.of("", "-h", "--help", "-V", "--vers", "-Z", "foo", "-4", "-cV", "--e=1", "-6c x")) {
        List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" "));
        List<String> argv = new ArrayList<>(List.of("xtables-monitor"));
        argv.addAll(words);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errTo = new PrintStream(err, true, StandardCharsets.UTF_8);
        int exit = machine.monitor(words, to, errTo);
        Result ours =
            new Result(
                exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        assertThat(ours).as(line).isEqualTo(namespace.exec(argv, ""));
      }
    }
  }
}
