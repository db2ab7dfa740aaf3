package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Extension;

/**
 * Every extension on the kernel, in both modes and each of its families: lines that the C tool
 * accepts are written by ours into a namespace of its own, and listed by both tools, and by nft, as
 * the C tool's own are; those are listed by ours as by the C tool; and each tool finds and deletes
 * what the other wrote. With the name of an extension in {@code NF4J_EXTENSION}, that one alone.
 */
class KernelExtensionsTest {
  private static final int ROUNDS = Integer.getInteger("nf4j.rounds", 2);
  private static final int BATCH = 40;

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "nft", "ipset");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void areWrittenAndReadAsTheCToolDoes(Mode mode) {
    String only = System.getenv().getOrDefault("NF4J_EXTENSION", "");
    try (ListingJudge judge = ListingJudge.onKernel(mode);
        Tally tally = new Tally("extensions on the kernel in " + mode + " mode")) {
      Sets.give(judge);
      Accounts.give(judge);
      List<String> counts = new ArrayList<>();
      for (Extension extension : ExtensionsTest.all()) {
        if (Lacking.has(extension)
            || !only.isEmpty() && !List.of(only.split(",")).contains(extension.name())) {
          continue;
        }
        for (Family family : extension.families()) {
          long differed = tally.differences();
          int accepted = compare(extension, family, judge, tally);
          long more = tally.differences() - differed;
          if (more > 0) {
            System.out.println(
                mode + " " + extension.name() + " " + family + ": " + more + " differ");
          }
          counts.add(
              extension.name()
                  + " "
                  + family
                  + " "
                  + accepted
                  + (more == 0 ? "" : " (" + more + " differ)"));
        }
      }
      System.out.println(mode + ": accepted: " + String.join(", ", counts));
      System.out.println(judge.messages());
      tally.assertAgreement(1);
    }
  }

  private static int compare(Extension extension, Family family, ListingJudge judge, Tally tally) {
    Set<List<String>> seen = new HashSet<>();
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<List<String>> lines = new ArrayList<>();
      List<List<String>> places = Places.of(extension, family);
      for (List<String> place : places) {
        long seed = Seeds.of(extension.name()) + 31L * round;
        new OptionCases(extension, place, seed)
            .good(BATCH / places.size()).stream().filter(seen::add).forEach(lines::add);
      }
      if (!lines.isEmpty()) {
        accepted += judge.compare(Places.before(extension), lines, tally).accepted();
        judge.exchange(lines, tally);
      }
    }
    return accepted;
  }
}
