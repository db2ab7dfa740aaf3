package org.netfilter4j.conformance.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.OwnPrograms;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.linux.KernelMachine;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;

/**
 * Eight writers at one chain: two through our back ends in this JVM, two of ours that are a process
 * for each command, four of the C tools. Each adds rules of its own and deletes most of them again,
 * while restores, ours and the C tools', add to the table and flush another one. What is left must
 * be what each of them left.
 */
@Timeout(240)
class WritersAtOnceTest {
  private static final int BY_US = 450;
  private static final int BY_PROCESS = 50;
  private static final int BY_THEM = 250;
  private static final int PAUSE_MILLIS = 150;
  private static final String WAIT = "-w 60";

  private Mode mode = Mode.NFT;
  private final AtomicInteger restores = new AtomicInteger();
  private volatile boolean writing = true;

  /** The address of a writer's rule; every tenth is another's twin. */
  private static String rule(int writer, int number) {
    int place = number % 10 == 9 ? number - 1 : number;
    return "-s 10." + writer + "." + place / 250 + "." + place % 250;
  }

  private static boolean stays(int number) {
    return number % 3 == 0;
  }

  private String program(String suffix) {
    return "iptables-" + mode.word() + suffix;
  }

  private String add(int writer, int number) {
    String command = number % 4 == 0 ? " -I shared " : " -A shared ";
    return program("") + " " + WAIT + command + rule(writer, number) + " -j ACCEPT";
  }

  private String delete(int writer, int number) {
    return program("") + " " + WAIT + " -D shared " + rule(writer, number) + " -j ACCEPT";
  }

  /** A writer's commands: each rule is deleted after the next was added. */
  private List<String> commands(int writer, int rules) {
    List<String> commands = new ArrayList<>();
    for (int i = 0; i <= rules; i++) {
      if (i < rules) {
        commands.add(add(writer, i));
      }
      if (i > 0 && !stays(i - 1)) {
        commands.add(delete(writer, i - 1));
      }
    }
    return commands;
  }

  /** Our program in this JVM. */
  private static final class Inside implements AutoCloseable {
    private final KernelMachine machine;
    private final Mode mode;

    Inside(Namespace namespace, Mode mode) {
      this.mode = mode;
      machine =
          new KernelMachine(
              NetworkNamespace.of(namespace.file()),
              Map.of("XTABLES_LOCKFILE", namespace.directory().resolve("xtables.lock").toString()));
    }

    Result run(String line, String stdin) {
      return OwnPrograms.run(machine, mode, List.of(line.split(" ")), stdin);
    }

    @Override
    public void close() {
      machine.close();
    }
  }

  /** A table of one content or another: never of both. */
  private static String mangle(char which) {
    StringBuilder text =
        new StringBuilder(
            """
            *mangle
            :PREROUTING ACCEPT [0:0]
            :INPUT ACCEPT [0:0]
            :FORWARD ACCEPT [0:0]
            :OUTPUT ACCEPT [0:0]
            :POSTROUTING ACCEPT [0:0]
            """);
    text.append(":").append(which).append(" - [0:0]\n");
    for (int i = 0; i < 30; i++) {
      text.append("-A FORWARD -s 192.0.2.").append(i).append("/32 -j ").append(which).append('\n');
    }
    return text.append("COMMIT\n").toString();
  }

  private static String added(int which) {
    return "*filter\n-A other -s 192.0.2.%d/32 -j ACCEPT\n-A other -s 192.0.2.%d/32 -j DROP\n"
            .formatted(which, which)
        + "-D other -s 192.0.2.%d/32 -j ACCEPT\nCOMMIT\n".formatted(which);
  }

  private static String withoutRemarks(String saved) {
    StringBuilder text = new StringBuilder();
    for (String line : saved.lines().toList()) {
      if (!line.startsWith("#")) {
        text.append(line.replaceAll("\\[\\d+:\\d+]", "[0:0]")).append('\n');
      }
    }
    return text.toString();
  }

  /** How a program is run. */
  private interface Runner {
    Result run(String line, String stdin);
  }

  private static void require(Result result, String line) {
    assertThat(result.stderr()).as(line).isEmpty();
    assertThat(result.exit()).as(line).isZero();
  }

  /** Restores until the writers have ended; gives how often. */
  private int restore(Runner runner, int which) throws InterruptedException {
    int count = 0;
    String wait = mode == Mode.LEGACY ? " " + WAIT : "";
    do {
      char letter = (char) ('A' + (which + count) % 4);
      String line = program("-restore") + wait;
      require(runner.run(line, mangle(letter)), line);
      line = program("-restore") + wait + " -n";
      require(runner.run(line, added(which)), line);
      line = program("-save") + " -t mangle";
      Result saved = runner.run(line, "");
      require(saved, line);
      assertThat(withoutRemarks(saved.stdout()))
          .isIn(mangle('A'), mangle('B'), mangle('C'), mangle('D'));
      count++;
      // The writers are what this is about.
      Thread.sleep(PAUSE_MILLIS);
    } while (writing);
    restores.addAndGet(count);
    return count;
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void noneLosesARule(Mode each) throws InterruptedException {
    Oracle.require("iptables-nft", "iptables-legacy");
    mode = each;
    OurProgram.get();
    try (Namespace namespace = Namespace.open();
        Inside first = new Inside(namespace, mode);
        Inside second = new Inside(namespace, mode);
        Inside third = new Inside(namespace, mode)) {
      require(first.run(program("") + " -N shared", ""), "-N");
      require(first.run(program("") + " -N other", ""), "-N");
      require(first.run(program("-restore"), mangle('A')), "restore");
      long start = System.nanoTime();
      List<Callable<Integer>> writers = new ArrayList<>();
      writers.add(() -> write(first::run, 1, BY_US));
      writers.add(() -> write(second::run, 2, BY_US));
      Runner process =
          (line, stdin) ->
              namespace.exec(OurProgram.get().command(List.of(line.split(" "))), stdin);
      writers.add(() -> write(process, 3, BY_PROCESS));
      writers.add(() -> write(process, 4, BY_PROCESS));
      for (int i = 5; i <= 8; i++) {
        String script = String.join(" || echo FAILED\n", commands(i, BY_THEM)) + "\n";
        writers.add(() -> {
          Result result = namespace.exec(List.of("sh", "-s"), script);
          require(result, "sh");
          assertThat(result.stdout()).isEmpty();
          return 0;
        });
      }
      try (ExecutorService threads = Executors.newCachedThreadPool()) {
        List<Future<Integer>> restorers = new ArrayList<>();
        restorers.add(threads.submit(() -> restore(third::run, 1)));
        restorers.add(
            threads.submit(() ->
                restore((line, stdin) -> namespace.exec(List.of(line.split(" ")), stdin), 2)));
        List<Future<Integer>> running = new ArrayList<>();
        for (Callable<Integer> writer : writers) {
          running.add(threads.submit(writer));
        }
        try {
          for (Future<Integer> writer : running) {
            end(writer);
          }
        } finally {
          writing = false;
        }
        List<String> expected = expected();
        expected.addAll(twice(end(restorers.get(0)), 1));
        expected.addAll(twice(end(restorers.get(1)), 2));
        String line = program("") + " -S";
        Result ours = first.run(line, "");
        Result theirs = namespace.exec(line.split(" "));
        assertThat(ours).isEqualTo(theirs);
        List<String> rules =
            new ArrayList<>(theirs.stdout().lines().filter(l -> l.startsWith("-A")).toList());
        rules.sort(null);
        expected.sort(null);
        assertThat(rules).isEqualTo(expected);
        line = program("-save") + " -c";
        assertThat(withoutRemarks(first.run(line, "").stdout()))
            .isEqualTo(withoutRemarks(namespace.exec(line.split(" ")).stdout()));
      }
      System.out.printf(
          Locale.ROOT,
          "%s, writers at once: %,d rules added, %d restores raced (%.1f s)%n",
          mode.word(),
          2 * BY_US + 2 * BY_PROCESS + 4 * BY_THEM,
          2 * restores.get(),
          (System.nanoTime() - start) / 1e9);
    }
  }

  private static int end(Future<Integer> of) throws InterruptedException {
    try {
      return of.get();
    } catch (ExecutionException e) {
      throw new AssertionError("a writer", e.getCause());
    }
  }

  private int write(Runner runner, int writer, int rules) {
    for (String line : commands(writer, rules)) {
      require(runner.run(line, ""), line);
    }
    return 0;
  }

  private static List<String> twice(int count, int which) {
    List<String> rules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rules.add("-A other -s 192.0.2." + which + "/32 -j DROP");
    }
    return rules;
  }

  private static List<String> expected() {
    List<String> rules = new ArrayList<>();
    for (int writer = 1; writer <= 8; writer++) {
      int count = writer <= 2 ? BY_US : writer <= 4 ? BY_PROCESS : BY_THEM;
      for (int i = 0; i < count; i++) {
        if (stays(i)) {
          rules.add("-A shared " + rule(writer, i) + "/32 -j ACCEPT");
        }
      }
    }
    return rules;
  }
}
