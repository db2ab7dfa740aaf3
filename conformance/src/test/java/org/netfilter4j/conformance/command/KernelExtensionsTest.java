package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Extension;

/**
 * Every extension on the kernel, in both modes and each of its families: what {@link KernelBatch}
 * compares. At least fifty lines of each are ones that the C tool accepts, or all different ones
 * that the generator makes. With names of extensions in {@code NF4J_EXTENSION}, divided by commas,
 * those alone.
 */
class KernelExtensionsTest {
  private static final int ENOUGH = 50;
  private static final int ROUND = 60;
  private static final int ROUNDS = 12;

  /** Lines of several extensions are listed together: listing takes the longest. */
  private static final int BATCH = 240;

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "nft", "ipset");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void areWrittenAndReadAsTheCToolDoes(Mode mode) throws InterruptedException {
    List<Future<?>> families = new ArrayList<>();
    try (Tally tally = new Tally("extensions on the kernel in " + mode + " mode");
        var threads = Executors.newFixedThreadPool(Family.values().length)) {
      for (Family family : Family.values()) {
        families.add(threads.submit(() -> compare(mode, family, tally)));
      }
      for (Future<?> family : families) {
        try {
          family.get();
        } catch (ExecutionException e) {
          throw new AssertionError("the lines of a family", e.getCause());
        }
      }
      tally.assertAgreement(1);
    }
  }

  /** An extension's lines, as far as they were drawn. */
  private static final class Drawn {
    final Extension extension;
    final Set<List<String>> seen = new HashSet<>();
    int accepted;

    Drawn(Extension extension) {
      this.extension = extension;
    }

    List<List<String>> more(Family family, int round) {
      List<List<String>> lines = new ArrayList<>();
      List<List<String>> places = Places.of(extension, family);
      for (List<String> place : places) {
        long seed = Seeds.of(extension.name()) + 31L * round;
        new OptionCases(extension, place, seed)
            .good(ROUND / places.size()).stream().filter(seen::add).forEach(lines::add);
      }
      return lines;
    }
  }

  private static void compare(Mode mode, Family family, Tally tally) {
    String only = System.getenv().getOrDefault("NF4J_EXTENSION", "");
    List<Drawn> all = new ArrayList<>();
    for (Extension extension : ExtensionsTest.all()) {
      if (extension.families().contains(family)
          && !Lacking.has(extension)
          && (only.isEmpty() || List.of(only.split(",")).contains(extension.name()))) {
        all.add(new Drawn(extension));
      }
    }
    try (ListingJudge judge = ListingJudge.onKernel(mode)) {
      Sets.give(judge);
      Accounts.give(judge);
      for (int round = 0; round < ROUNDS; round++) {
        round(judge, family, round, all, tally);
      }
      StringBuilder counts = new StringBuilder(mode + " " + family + ": accepted:");
      for (Drawn each : all) {
        counts.append(' ').append(each.extension.name()).append(' ').append(each.accepted);
        counts.append(each.accepted < ENOUGH ? " of " + each.seen.size() + "," : ",");
      }
      System.out.println(counts);
      System.out.println(judge.messages());
    }
  }

  private static void round(
      ListingJudge judge, Family family, int round, List<Drawn> all, Tally tally) {
    Map<List<String>, List<List<String>>> pending = new LinkedHashMap<>();
    Map<List<String>, Drawn> drawn = new LinkedHashMap<>();
    for (Drawn each : all) {
      if (each.accepted < ENOUGH) {
        List<String> before = Places.before(each.extension);
        List<List<String>> batch = pending.computeIfAbsent(before, lines -> new ArrayList<>());
        for (List<String> line : each.more(family, round)) {
          batch.add(line);
          drawn.put(line, each);
        }
        if (batch.size() >= BATCH) {
          compare(judge, family, before, batch, drawn, tally);
          batch.clear();
        }
      }
    }
    pending.forEach((before, batch) -> compare(judge, family, before, batch, drawn, tally));
  }

  private static void compare(
      ListingJudge judge,
      Family family,
      List<String> before,
      List<List<String>> batch,
      Map<List<String>, Drawn> drawn,
      Tally tally) {
    if (!batch.isEmpty()) {
      for (List<String> line : new KernelBatch(judge, family, before, tally).compare(batch)) {
        drawn.get(line).accepted++;
      }
    }
  }
}
