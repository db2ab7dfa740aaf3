package org.netfilter4j.conformance.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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
 * Every extension of the index, in both modes: at least 20 lines that the C tool accepts and 10
 * that it refuses, generated from the extension's own table, and no difference. With the name of
 * one in {@code NF4J_EXTENSION}, that one alone, and messages that differ are shown.
 */
class ExtensionsTest {
  private static final int ACCEPTED = 20;
  private static final int REFUSED = 10;

  /** Lines of each kind in a round; rounds are added until enough were accepted. */
  private static final int GOOD = 40;

  private static final int BAD = 24;
  private static final int ROUNDS = 8;

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
    try (ListingJudge judge = ListingJudge.open(mode);
        Tally tally = new Tally("extensions in " + mode + " mode")) {
      Sets.give(judge);
      for (Extension extension : all()) {
        if (!only.isEmpty() && !only.equals(extension.name())) {
          continue;
        }
        long before = tally.differences();
        ListingJudge.Verdicts verdicts = compare(extension, judge, tally);
        if (tally.differences() > before) {
          differing.add(extension.name() + " " + (tally.differences() - before));
        }
        boolean enough = verdicts.accepted() >= ACCEPTED || extension.options().isEmpty();
        if (verdicts.refused() < REFUSED || !enough) {
          tooFew.add(extension.name() + " " + verdicts);
        }
      }
      System.out.println(judge.messages());
      if (!only.isEmpty()) {
        judge.otherMessages().forEach(System.out::println);
      }
      System.out.println(mode + ": differences by extension: " + differing);
      tally.assertAgreement(1);
      assertThat(tooFew).as("extensions with too few cases").isEmpty();
    }
  }

  private static ListingJudge.Verdicts compare(
      Extension extension, ListingJudge judge, Tally tally) {
    ListingJudge.Verdicts verdicts = new ListingJudge.Verdicts(0, 0);
    List<List<String>> places = Places.of(extension);
    for (int round = 0; round < ROUNDS && verdicts.accepted() < ACCEPTED; round++) {
      for (List<String> place : places) {
        OptionCases cases =
            new OptionCases(extension, place, extension.name().hashCode() + 31L * round);
        verdicts = verdicts.plus(judge.compare(List.of(), cases.good(GOOD / places.size()), tally));
        if (round == 0) {
          verdicts = verdicts.plus(judge.compare(List.of(), cases.bad(BAD / places.size()), tally));
        }
      }
      if (extension.options().isEmpty()) {
        break;
      }
    }
    return verdicts;
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
    } else if (ipv6 != null) {
      all.add(ipv6);
    }
  }
}
