package org.netfilter4j.conformance.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.model.Mode;

/**
 * Restores of ours that are killed at any moment of their lives leave the table that was there, or
 * the one that was to be, and the lock to whoever wants it next.
 */
@Timeout(240)
class KilledRestoreTest {
  private static final int RESTORES = 100;
  private static final int RULES = 4000;
  private static final long SEED = 20_261_123;

  /** Two tables, each committed by itself. */
  private static String file(char which) {
    return table("filter", which, RULES) + table("mangle", which, RULES / 2);
  }

  private static String table(String name, char which, int rules) {
    StringBuilder text = new StringBuilder("*" + name + "\n");
    for (String chain : List.of("INPUT", "FORWARD", "OUTPUT")) {
      text.append(':').append(chain).append(which == 'A' ? " ACCEPT [0:0]\n" : " DROP [0:0]\n");
    }
    text.append(':').append(which).append(" - [0:0]\n");
    for (int i = 0; i < rules; i++) {
      text.append("-A ").append(i % 7 == 0 ? "INPUT" : String.valueOf(which));
      text.append(" -s 10.").append(which - 'A').append('.');
      text.append(i / 250).append('.').append(i % 250).append("/32 -j ");
      text.append(i % 7 == 0 ? which : "ACCEPT").append('\n');
    }
    return text.append("COMMIT\n").toString();
  }

  /** What the C tool saves of a table. */
  private static String saved(Namespace namespace, String program, String table) {
    Result saved = namespace.exec(program + "-save", "-t", table);
    assertThat(saved.stderr()).isEmpty();
    assertThat(saved.exit()).isZero();
    StringBuilder text = new StringBuilder();
    for (String each : saved.stdout().lines().toList()) {
      if (!each.startsWith("#")) {
        text.append(each.replaceAll("\\[\\d+:\\d+]", "[0:0]")).append('\n');
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void leaveEachTableAsItWasOrAsItWasToBe(Mode mode) throws IOException, InterruptedException {
    Oracle.require("iptables-nft", "iptables-legacy");
    String program = "iptables-" + mode.word();
    Random random = new Random(SEED);
    try (Namespace namespace = Namespace.open()) {
      Path lock = namespace.directory().resolve("xtables.lock");
      List<Path> files = new ArrayList<>();
      List<String> filters = new ArrayList<>();
      List<String> mangles = new ArrayList<>();
      for (char which : new char[] {'B', 'A'}) {
        Path file = Files.writeString(namespace.directory().resolve("rules" + which), file(which));
        files.addFirst(file);
        namespace.exec(program + "-restore", file.toString()).orThrow("restore");
        filters.addFirst(saved(namespace, program, "filter"));
        mangles.addFirst(saved(namespace, program, "mangle"));
      }
      // In microseconds.
      long life = lifetime(namespace, lock, program, files);
      double commit = 0.8;
      int filter = 0;
      int mangle = 0;
      int[] left = new int[3];
      int ended = 0;
      long start = System.nanoTime();
      for (int i = 0; i < RESTORES; i++) {
        int to = 1 - filter;
        // A third at any time, the others about where the last ones showed the commits to be.
        boolean near = i % 3 != 0;
        double place = near ? commit * (0.92 + 0.16 * random.nextDouble()) : random.nextDouble();
        long delay = (long) (life * place);
        Process process = start(namespace, lock, program, files.get(to));
        if (process.waitFor(delay, TimeUnit.MICROSECONDS)) {
          ended++;
        } else {
          process.destroyForcibly();
          process.waitFor();
        }
        String as = "killed after %d us".formatted(delay);
        int filterNow = filters.indexOf(saved(namespace, program, "filter"));
        int mangleNow = mangles.indexOf(saved(namespace, program, "mangle"));
        assertThat(filterNow).as(as).isNotNegative();
        assertThat(mangleNow).as(as).isIn(mangle, to);
        if (filterNow == filter) {
          assertThat(mangleNow).as("%s, before the first table", as).isEqualTo(mangle);
        }
        boolean done = filterNow == to && mangleNow == to;
        left[filterNow == filter ? 0 : done ? 2 : 1]++;
        if (near) {
          commit *= filterNow == filter ? 1.04 : done ? 0.96 : 1;
        }
        filter = filterNow;
        mangle = mangleNow;
        for (String command : List.of("-A", "-D")) {
          Result next = namespace.exec(program, "-w", "1", command, "OUTPUT");
          assertThat(next).as("the next command").isEqualTo(new Result(0, "", ""));
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%s: %d restores of two tables killed (%d had ended): %d changed none, %d the first,"
              + " %d both (%.1f s)%n",
          mode.word(),
          RESTORES,
          ended,
          left[0],
          left[1],
          left[2],
          (System.nanoTime() - start) / 1e9);
      assertThat(left[0]).isPositive();
      assertThat(left[1] + left[2]).isPositive();
    }
  }

  /** How long a restore takes, in microseconds. */
  private static long lifetime(Namespace namespace, Path lock, String program, List<Path> files)
      throws IOException, InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      long start = System.nanoTime();
      Process process = start(namespace, lock, program, files.get(1 - i % 2));
      assertThat(process.waitFor()).isZero();
      least = Math.min(least, (System.nanoTime() - start) / 1000);
    }
    return least;
  }

  private static Process start(Namespace namespace, Path lock, String program, Path file)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + namespace.file()));
    command.addAll(OurProgram.get().command(List.of(program + "-restore", file.toString())));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("XTABLES_LOCKFILE", lock.toString());
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }
}
