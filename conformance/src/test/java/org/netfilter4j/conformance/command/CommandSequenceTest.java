package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Mode;

/** Commands one after the other: chains made, renamed and deleted, rules by number and by text. */
class CommandSequenceTest {
  private static final int SEQUENCES = 1000;
  private static final int LENGTH = 30;

  /** Namespaces that are used side by side: the kernel makes a tool wait more than work. */
  private static final int JUDGES = 4;

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "nft");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void changesTablesAsTheToolDoes(Mode mode) throws InterruptedException {
    List<Future<Void>> parts = new ArrayList<>();
    try (Tally tally = new Tally("sequences of commands in " + mode + " mode");
        var threads = Executors.newFixedThreadPool(JUDGES)) {
      for (int part = 0; part < JUDGES; part++) {
        long seed = Seeds.of("commands " + part);
        parts.add(threads.submit(() -> compare(mode, seed, tally)));
      }
      for (Future<Void> part : parts) {
        try {
          part.get();
        } catch (ExecutionException e) {
          throw new AssertionError("a part of the sequences", e.getCause());
        }
      }
      tally.assertAgreement(SEQUENCES * 10L);
    }
  }

  private static Void compare(Mode mode, long seed, Tally tally) {
    CommandGenerator generator = new CommandGenerator(seed, mode);
    try (ListingJudge judge = ListingJudge.open(mode)) {
      for (int i = 0; i < SEQUENCES / JUDGES; i++) {
        judge.compareSequence(sequence(generator), tally);
      }
      System.out.println(judge.messages());
      judge.otherMessages().forEach(System.out::println);
    }
    return null;
  }

  /** A few commands of one family. */
  static List<List<String>> sequence(CommandGenerator generator) {
    var family = generator.family();
    int length = 1 + generator.below(LENGTH);
    List<List<String>> lines = new ArrayList<>();
    while (lines.size() < length) {
      List<String> line = generator.command(family);
      if (!isVeryVerbose(line)) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** With two -v the C tools dump what they exchange with the kernel. */
  private static boolean isVeryVerbose(List<String> line) {
    return line.stream().filter(word -> word.matches("-[nv]*v[nvLS]*")).count() > 1;
  }
}
