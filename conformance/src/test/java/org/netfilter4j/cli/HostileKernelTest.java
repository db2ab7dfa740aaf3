package org.netfilter4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.linux.HostileKernel;
import org.netfilter4j.linux.HostileKernel.Lie;

/** Commands on a kernel that answers nonsense: one line and an exit code, soon, or a listing. */
class HostileKernelTest {
  private static final int ROUNDS = Integer.getInteger("nf4j.rounds", 20);
  private static final Duration BOUND = Duration.ofSeconds(20);

  private static final String RULES =
      """
      *filter
      :INPUT ACCEPT [0:0]
      :FORWARD DROP [0:0]
      :OUTPUT ACCEPT [0:0]
      :a - [0:0]
      -A INPUT -s 10.0.0.0/8 -i eth0 -p tcp -m tcp --dport 22 -m comment --comment "the first" -j ACCEPT
      -A INPUT -p udp -m multiport --dports 1,2:3 -j a
      -A INPUT -m conntrack --ctstate NEW -m limit --limit 3/s -j LOG --log-prefix "x "
      -A INPUT -m set --match-set s src -j DROP
      -A a -m hashlimit --hashlimit-upto 3/s --hashlimit-name h -j RETURN
      -A a -m string --algo bm --string abc -m time --timestart 10:00 -j MARK --set-mark 3
      COMMIT
      *nat
      -A POSTROUTING -o eth0 -j MASQUERADE --random
      -A PREROUTING -p tcp -j DNAT --to-destination 1.2.3.4:80
      COMMIT
      """;

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("iptables-nft", "-S"),
          List.of("iptables-nft-save", "-c"),
          List.of("iptables-nft", "-t", "nat", "-L", "-n", "-v"),
          List.of("iptables-nft", "-A", "INPUT", "-j", "DROP"),
          List.of("iptables-nft", "-D", "INPUT", "-j", "DROP"),
          List.of("iptables-nft", "-Z", "INPUT"),
          List.of("iptables-nft", "-R", "a", "1", "-j", "RETURN"),
          List.of("ip6tables-nft", "-S"),
          List.of("nf4j", "mode"),
          List.of("nf4j", "host", "capture", "CAPTURE"),
          List.of("ipset", "list"),
          List.of("ipset", "save"),
          List.of("conntrack", "-L"),
          List.of("conntrack", "-L", "expect"),
          List.of("conntrack", "-S"));

  private static Namespace namespace;
  private static int captures;

  @BeforeAll
  static void prepare() {
    Oracle.require("iptables-nft-restore", "ipset", "conntrack", "ping");
    namespace = Namespace.open();
    restore();
    namespace.exec("ping", "-c1", "127.0.0.1").orThrow("ping");
  }

  private static void restore() {
    namespace.shell().run(Command.of("ipset", "-exist", "create", "s", "hash:ip", "comment"));
    namespace.shell().run(Command.of("ipset", "-exist", "add", "s", "1.2.3.4", "comment", "x"));
    namespace.shell().run(Command.of("iptables-nft-restore").stdin(RULES)).orThrow("restore");
  }

  @AfterAll
  static void close() {
    if (namespace != null) {
      namespace.close();
    }
  }

  private static String capture() {
    return namespace.directory().resolve("capture" + captures++).toString();
  }

  private static Result run(Lie lie, long seed, List<String> words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(out, false, StandardCharsets.UTF_8);
    PrintStream errTo = new PrintStream(err, false, StandardCharsets.UTF_8);
    List<String> args =
        words.stream().skip(1).map(w -> w.equals("CAPTURE") ? capture() : w).toList();
    int exit =
        new Nf4j(Map.of(), InputStream.nullInputStream(), to, errTo)
            .onKernelOf(HostileKernel.of(namespace.file(), lie, seed))
            .run(words.getFirst(), args);
    to.flush();
    errTo.flush();
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void whatAnHonestKernelSaysIsListed() {
    for (List<String> words : COMMANDS) {
      assertThat(run(Lie.NONE, 0, words).exit()).as("%s", words).isZero();
    }
    restore();
  }

  @Test
  void everyLieEndsInOneLineOrAListing() {
    long base = Long.getLong("nf4j.seed", 4);
    Map<Lie, int[]> ends = new EnumMap<>(Lie.class);
    List<String> problems = new ArrayList<>();
    for (Lie lie : Lie.values()) {
      int[] counts = ends.computeIfAbsent(lie, l -> new int[2]);
      // The same nonsense for ever is one case.
      int rounds = lie == Lie.ENDLESS ? 1 : ROUNDS;
      for (int round = 0; round < rounds; round++) {
        for (List<String> words : COMMANDS) {
          if (lie == Lie.ENDLESS && words.getFirst().equals("conntrack")) {
            // It prints while it reads, for ever too.
            continue;
          }
          long start = System.nanoTime();
          Result result;
          try {
            result = run(lie, base + round, words);
          } catch (RuntimeException e) {
            problems.add(lie + " " + (base + round) + " " + words + ": " + trace(e));
            continue;
          }
          if (System.nanoTime() - start > BOUND.toNanos()) {
            problems.add(lie + " " + (base + round) + " " + words + " took too long");
          }
          counts[result.ok() ? 0 : 1]++;
          if (!result.ok() && !isClear(result.stderr())) {
            problems.add(lie + " " + (base + round) + " " + words + " says " + result);
          }
        }
        restore();
      }
    }
    ends.forEach((lie, counts) ->
        System.out.println(lie + ": listed " + counts[0] + ", refused " + counts[1]));
    if (!problems.isEmpty()) {
      fail(
          problems.size()
              + " problems:\n"
              + String.join("\n", problems.subList(0, Math.min(20, problems.size()))));
    }
    assertThat(ends.get(Lie.TRUNCATED)[1]).isPositive();
    assertThat(ends.get(Lie.NONE)[1]).isZero();
  }

  private static String trace(RuntimeException e) {
    StringBuilder text = new StringBuilder(e.toString());
    for (int i = 0; i < Math.min(8, e.getStackTrace().length); i++) {
      text.append("\n    ").append(e.getStackTrace()[i]);
    }
    return text.toString();
  }

  private static boolean isClear(String err) {
    return !err.isBlank() && err.strip().lines().count() <= 3 && !err.contains("Exception");
  }
}
