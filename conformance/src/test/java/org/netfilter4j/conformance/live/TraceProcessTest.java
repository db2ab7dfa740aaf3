package org.netfilter4j.conformance.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.process.OurProgram;
import org.netfilter4j.model.Mode;

/**
 * The program itself: what {@code trace} and {@code why --kernel} print, and what a kill leaves.
 */
@Timeout(120)
class TraceProcessTest {
  private static final long PATIENCE_MILLISECONDS = 30_000;

  /** The program in a namespace, with a temporary directory of its own. */
  private static final class Program implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;
    private final Path temporary;

    Program(Neighbours neighbours, String... words) throws IOException {
      Path directory = neighbours.host().directory();
      temporary = Files.createTempDirectory(directory, "tmp");
      out = Files.createTempFile(directory, "out", "");
      err = Files.createTempFile(directory, "err", "");
      List<String> program = new ArrayList<>(List.of("nf4j"));
      program.addAll(List.of(words));
      List<String> command = new ArrayList<>(OurProgram.get().command(program));
      command.add(1, "-Djava.io.tmpdir=" + temporary);
      command.addAll(0, List.of("nsenter", "--net=" + neighbours.host().file()));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().put("XTABLES_LOCKFILE", directory.resolve("xtables.lock").toString());
      process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    }

    static String text(Path file) {
      try {
        return Files.readString(file, StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void awaitListening() {
      await(() -> text(err).contains("listening") || !process.isAlive());
      assertThat(text(err)).contains("listening");
    }

    /** Waits for the end; gives the exit code. */
    int end() throws InterruptedException {
      assertThat(process.waitFor(PATIENCE_MILLISECONDS, TimeUnit.MILLISECONDS)).isTrue();
      return process.exitValue();
    }

    /** What it left in its temporary directory. */
    List<Path> left() throws IOException {
      try (Stream<Path> files = Files.list(temporary)) {
        return files.toList();
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_MILLISECONDS * 1_000_000;
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static String state(Neighbours neighbours) {
    return neighbours
        .host()
        .exec("sh", "-c", "nft list tables; cat /proc/sys/net/netfilter/nf_log/2")
        .stdout();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void traceAndWhyNameTheGuidesRule(Mode mode) throws IOException, InterruptedException {
    try (Neighbours neighbours = new Neighbours()) {
      neighbours.rules(mode, BisectTest.GUIDE_RULES);
      String decided = "by rule 1 of chain BASE-RULE, table filter (" + mode.word() + ", IPv4)";
      try (Program why =
          new Program(
              neighbours, ("why --kernel -i eth0 " + BisectTest.GUIDE + " --brief").split(" "))) {
        assertThat(why.end()).as(Program.text(why.err)).isEqualTo(1);
        assertThat(Program.text(why.err)).isEmpty();
        assertThat(Program.text(why.out)).contains("DROPPED " + decided);
        assertThat(why.left()).isEmpty();
      }
      try (Program trace =
          new Program(
              neighbours, ("trace " + BisectTest.GUIDE + " --count 1 --lang zh").split(" "))) {
        await(() -> Program.text(trace.err).contains("正在监听"));
        neighbours.connects(Neighbours.HOST, 80, 300);
        assertThat(trace.end()).isEqualTo(1);
        assertThat(Program.text(trace.out)).contains("规则 1，链 BASE-RULE，表 filter (" + mode.word());
        assertThat(trace.left()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aKillLeavesNothing(Mode mode) throws IOException, InterruptedException {
    try (Neighbours neighbours = new Neighbours()) {
      neighbours.rules(mode, BisectTest.GUIDE_RULES);
      String before = state(neighbours);
      String rules = neighbours.saved();
      try (Program trace =
          new Program(neighbours, ("trace " + BisectTest.GUIDE + " --time 60").split(" "))) {
        trace.awaitListening();
        assertThat(state(neighbours)).contains("nf4j-trace-");
        trace.process.destroyForcibly();
        trace.end();
        // The kernel deletes the table; a watchdog gives the log's setting back.
        await(() -> state(neighbours).equals(before));
        assertThat(state(neighbours)).isEqualTo(before);
        assertThat(neighbours.saved()).isEqualTo(rules);
      }
    }
  }

  @Test
  void anInterruptLeavesNothing() throws IOException, InterruptedException {
    try (Neighbours neighbours = new Neighbours()) {
      neighbours.rules(Mode.LEGACY, BisectTest.GUIDE_RULES);
      String before = state(neighbours);
      try (Program trace =
          new Program(neighbours, ("trace " + BisectTest.GUIDE + " --time 60").split(" "))) {
        trace.awaitListening();
        assertThat(state(neighbours)).contains("nfnetlink_log");
        trace.process.destroy();
        assertThat(trace.end()).isEqualTo(143);
        assertThat(state(neighbours)).isEqualTo(before);
        assertThat(trace.left()).isEmpty();
      }
    }
  }

  @Test
  void mistakesAreToldInALine() throws IOException, InterruptedException {
    try (Neighbours neighbours = new Neighbours()) {
      String[][] mistakes = {
        {"trace", "say which packets"},
        {"trace -p tcp", "means packets of many"},
        {"trace -s 1.2.3.4 -p tcp --time 0", "--time: \"0\" is not a number from 1 to 3600"},
        {"trace -s 1.2.3.4 --colour", "unknown option \"--colour\""},
        {"show nat POSTROUTING more", "is too much"},
        {"show noble", "there is no table \"noble\""},
        {"show --owner nobody", "is none of"},
      };
      for (String[] mistake : mistakes) {
        try (Program program = new Program(neighbours, mistake[0].split(" "))) {
          assertThat(program.end()).as(mistake[0]).isEqualTo(2);
          assertThat(Program.text(program.err).strip().lines().toList())
              .singleElement()
              .asString()
              .contains(mistake[1]);
        }
      }
    }
  }

  /** A test command for the shell: the client connects to the host. */
  private static String client(Neighbours neighbours) {
    return "nsenter --net="
        + neighbours.client().file()
        + " timeout 0.3 bash -c 'echo >/dev/tcp/192.168.1.10/80'";
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whyTraceAndBisectTellTheSame(Mode mode) throws IOException, InterruptedException {
    try (Neighbours neighbours = new Neighbours()) {
      neighbours.listen(80);
      neighbours.rules(mode, BisectTest.GUIDE_RULES);
      List<String> words =
          new ArrayList<>(List.of(("why --kernel --compare " + BisectTest.GUIDE).split(" ")));
      words.addAll(List.of("--test", client(neighbours)));
      try (Program why = new Program(neighbours, words.toArray(String[]::new))) {
        assertThat(why.end()).as(Program.text(why.err)).isZero();
        String rule = "rule filter BASE-RULE 1 (" + mode.word() + ")";
        assertThat(Program.text(why.out))
            .contains("why:    dropped by " + rule)
            .contains("trace:  dropped by " + rule)
            .contains("bisect: " + rule)
            .contains("They tell the same.");
        assertThat(why.left()).isEmpty();
      }
    }
  }

  @Test
  void whereTheyPartIsSaid() throws IOException, InterruptedException {
    try (Neighbours neighbours = new Neighbours()) {
      neighbours.listen(80);
      neighbours.rules(
          Mode.NFT,
          """
          nft add table inet mine
          nft add chain inet mine in { type filter hook input priority 5; }
          nft add rule inet mine in tcp dport 80 drop
          iptables -A INPUT -p tcp -j ACCEPT
          """);
      List<String> words =
          new ArrayList<>(List.of(("why --compare " + BisectTest.GUIDE).split(" ")));
      words.addAll(List.of("--test", client(neighbours)));
      try (Program why = new Program(neighbours, words.toArray(String[]::new))) {
        assertThat(why.end()).as(Program.text(why.err)).isEqualTo(1);
        assertThat(Program.text(why.out))
            .contains("why:    accepted, delivered to this host")
            .contains("trace:  dropped by rule with handle")
            .contains("bisect: the test fails though every chain accepts")
            .contains("The kernel and why part here:")
            .doesNotContain("They tell the same.");
      }
    }
  }

  @Test
  void nobodyComes() throws IOException, InterruptedException {
    try (Neighbours neighbours = new Neighbours();
        Program trace =
            new Program(neighbours, ("trace " + BisectTest.GUIDE + " --time 1").split(" "))) {
      assertThat(trace.end()).as(Program.text(trace.err)).isEqualTo(3);
      assertThat(Program.text(trace.err)).contains("no such packet was seen");
      assertThat(Program.text(trace.out)).isEmpty();
    }
  }
}
