package org.netfilter4j.conformance.clients;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.command.Programs;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.linux.KernelMachine;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;

/**
 * The calls of real clients' sessions, made again in two namespaces: by the C tools, and by ours on
 * the kernel. Each call ends the same and says the same, and in the end the same rules and sets are
 * there.
 */
class RealClientsKernelTest {
  private static final List<String> CLIENTS =
      List.of("ufw", "cni", "fail2ban", "firewalld", "firewalld-calls", "docker");

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "ip6tables-nft", "ip6tables-legacy", "nft");
    Oracle.requireKernel("ipset", "create", "x", "hash:ip");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void callsDoWhatTheCToolsDo(Mode mode) {
    try (Tally tally = new Tally("calls of real clients in " + mode + " mode")) {
      int calls = 0;
      for (String client : CLIENTS) {
        calls += replay(client, mode, tally);
      }
      tally.assertAgreement(calls);
    }
  }

  private record Timed(List<Result> results, long nanos) {
    static Timed of(Supplier<List<Result>> work) {
      long start = System.nanoTime();
      List<Result> results = work.get();
      return new Timed(results, System.nanoTime() - start);
    }
  }

  private static int replay(String client, Mode mode, Tally tally) {
    List<RecordedCall> calls = RecordedCall.of(client);
    try (Namespace judge = Namespace.open();
        Namespace own = Namespace.open()) {
      List<Command> commands =
          calls.stream().map(c -> Command.of(c.words(mode)).stdin(c.stdin())).toList();
      // Side by side, for much of the time is the kernel's waiting.
      CompletableFuture<Timed> judging =
          CompletableFuture.supplyAsync(() -> Timed.of(() -> judge.shell().runAll(commands)));
      Timed our = Timed.of(() -> calls.stream().map(call -> ours(own, call, mode)).toList());
      Timed judged = judging.join();
      for (int i = 0; i < calls.size(); i++) {
        RecordedCall call = calls.get(i);
        String name = client + " call " + (i + 1) + ": " + call;
        tally.compare(name + "\n  as recorded", call.exit(), judged.results.get(i).exit());
        tally.compare(name, said(call, judged.results.get(i)), said(call, our.results.get(i)));
      }
      tally.compare(client + ", what is left", left(judge, mode), left(own, mode));
      System.out.printf(
          Locale.ROOT,
          "%s, %s mode: %d calls; side by side, C tools %.2f s, ours in this process %.2f s%n",
          client,
          mode,
          calls.size(),
          judged.nanos / 1e9,
          our.nanos / 1e9);
    }
    return calls.size();
  }

  /** Makes a call as a process of ours does, with nothing kept from those before. */
  private static Result ours(Namespace namespace, RecordedCall call, Mode mode) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> words = call.words(mode);
    String lock = namespace.directory().resolve("xtables.lock").toString();
    try (KernelMachine machine =
        new KernelMachine(
            NetworkNamespace.of(namespace.file()), Map.of("XTABLES_LOCKFILE", lock))) {
      int exit =
          Programs.run(
              machine,
              words.getFirst(),
              () -> mode,
              words.subList(1, words.size()),
              new ByteArrayInputStream(call.stdin().getBytes(StandardCharsets.UTF_8)),
              new PrintStream(out, false, StandardCharsets.UTF_8),
              new PrintStream(err, false, StandardCharsets.UTF_8));
      return new Result(
          exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }

  private static String said(RecordedCall call, Result result) {
    boolean help = call.words().contains("-h") || call.words().contains("--help");
    return "exit "
        + result.exit()
        + "\n"
        + (help ? types(result.stdout()) : timeless(result.stdout()))
        + "stderr:\n"
        + timeless(result.stderr());
  }

  /**
   * The types of sets or of ICMP that a help names, as firewalld looks for them: the rest of it has
   * words of its own.
   */
  private static String types(String help) {
    Set<String> types = new TreeSet<>();
    boolean listed = false;
    for (String line : help.lines().toList()) {
      if (listed) {
        types.add(line.strip().split("\\s", 2)[0]);
      }
      listed |= line.startsWith("Supported set types:") || line.startsWith("Valid ICMP");
    }
    return types + "\n";
  }

  /** The comments of save, which tell the time, are left out. */
  private static String timeless(String text) {
    StringBuilder kept = new StringBuilder();
    text.lines()
        .filter(line -> !line.startsWith("# Generated by ") && !line.startsWith("# Completed on "))
        .forEach(line -> kept.append(line).append('\n'));
    return kept.toString();
  }

  /** All rules and sets, as the C tools list them. */
  private static String left(Namespace namespace, Mode mode) {
    List<String> listings = new ArrayList<>();
    for (String family : List.of("", "6")) {
      listings.add("ip" + family + "tables-" + mode.word() + "-save -c");
    }
    // The kernel keeps sets and their elements by hashes, whose seeds it draws.
    listings.add("ipset save | sed 's/ initval 0x[0-9a-f]*//' | sort");
    if (mode == Mode.NFT) {
      listings.add("nft list ruleset");
    }
    StringBuilder text = new StringBuilder();
    for (Result result :
        namespace.shell().runAll(listings.stream().map(Command::script).toList())) {
      text.append(timeless(result.orThrow(namespace).stdout()));
    }
    return text.toString();
  }
}
