package org.netfilter4j.conformance.command;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.netfilter4j.xt.Extensions;

/**
 * Every extension of the index, in both modes and each of its families: at least 50 lines that the
 * C tool accepts and 30 that it refuses, or all that the extension's own table can make where those
 * are fewer, and no difference in exit codes and listings. With the name of one in {@code
 * NF4J_EXTENSION}, that one alone, and messages that differ are shown.
 */
class ExtensionsTest {
  private static final int ACCEPTED = 50;
  private static final int REFUSED = 30;

  /** Lines of each kind in a round; rounds are added until enough were judged. */
  private static final int BATCH = 40;

  private static final int ROUNDS = 30;

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "nft", "ipset");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void agreesOnEveryExtension(Mode mode) {
    String only = System.getenv().getOrDefault("NF4J_EXTENSION", "");
    List<String> tooFew = new ArrayList<>();
    List<String> differing = new ArrayList<>();
    List<String> counts = new ArrayList<>();
    try (ListingJudge judge = ListingJudge.open(mode);
        Tally tally = new Tally("extensions in " + mode + " mode")) {
      Sets.give(judge);
      Accounts.give(judge);
      for (Extension extension : all()) {
        if (!only.isEmpty() && !only.equals(extension.name())) {
          continue;
        }
        for (Family family : extension.families()) {
          long before = tally.differences();
          Round verdicts = compare(extension, family, judge, tally);
          String name = extension.name() + " " + family;
          if (tally.differences() > before) {
            differing.add(name + " " + (tally.differences() - before));
          }
          counts.add(name + " " + verdicts.text());
          if (!verdicts.enough()) {
            tooFew.add(name + " " + verdicts.text());
          }
        }
      }
      System.out.println(mode + ": accepted+refused: " + String.join(", ", counts));
      System.out.println(judge.messages());
      if (!only.isEmpty()) {
        judge.otherMessages().forEach(System.out::println);
      }
      System.out.println(mode + ": differences by extension: " + differing);
      tally.assertAgreement(1);
      assertThat(tooFew).as("extensions with too few cases").isEmpty();
    }
  }

  /** What was judged, and whether the generator had no line left that was not yet judged. */
  private record Round(int accepted, int refused, boolean goodSpent, boolean badSpent) {
    boolean enough() {
      return (accepted >= ACCEPTED || goodSpent) && (refused >= REFUSED || badSpent);
    }

    Round plus(ListingJudge.Verdicts verdicts, boolean noGood, boolean noBad) {
      return new Round(accepted + verdicts.accepted(), refused + verdicts.refused(), noGood, noBad);
    }

    String text() {
      return accepted + (goodSpent ? "(all)" : "") + "+" + refused + (badSpent ? "(all)" : "");
    }
  }

  private static Round compare(
      Extension extension, Family family, ListingJudge judge, Tally tally) {
    Round verdicts = new Round(0, 0, false, false);
    List<List<String>> places = Places.of(extension, family);
    Set<List<String>> seen = new HashSet<>();
    for (int round = 0; round < ROUNDS && !verdicts.enough(); round++) {
      List<List<String>> good = new ArrayList<>();
      List<List<String>> bad = new ArrayList<>();
      for (List<String> place : places) {
        long seed = Seeds.of(extension.name()) + 31L * round;
        OptionCases cases = new OptionCases(extension, place, seed);
        cases.good(BATCH / places.size()).stream().filter(seen::add).forEach(good::add);
        cases.bad(BATCH / places.size()).stream().filter(seen::add).forEach(bad::add);
      }
      if (verdicts.accepted < ACCEPTED) {
        verdicts = verdicts.plus(judged(extension, judge, good, tally), good.isEmpty(), false);
      }
      if (verdicts.refused < REFUSED) {
        ListingJudge.Verdicts refused = judged(extension, judge, bad, tally);
        verdicts = verdicts.plus(refused, good.isEmpty(), bad.isEmpty());
      }
    }
    return verdicts;
  }

  private static ListingJudge.Verdicts judged(
      Extension extension, ListingJudge judge, List<List<String>> lines, Tally tally) {
    return Lacking.has(extension)
        ? Lacking.compare(judge, lines, tally)
        : judge.compare(Places.before(extension), lines, tally);
  }

  /** Every extension of the index. */
  static List<Extension> all() {
    List<Extension> all = new ArrayList<>();
    for (String name : Extensions.MATCH_NAMES) {
      add(all, Extensions.match(name, Family.IPV4), Extensions.match(name, Family.IPV6));
    }
    for (String name : Extensions.TARGET_NAMES) {
      add(all, Extensions.target(name, Family.IPV4), Extensions.target(name, Family.IPV6));
    }
    return all;
  }

  private static void add(
      List<Extension> all,
      @org.jspecify.annotations.Nullable Extension ipv4,
      @org.jspecify.annotations.Nullable Extension ipv6) {
    if (ipv4 != null) {
      all.add(ipv4);
    }
    if (ipv6 != null && ipv6 != ipv4) {
      all.add(ipv6);
    }
  }
}
