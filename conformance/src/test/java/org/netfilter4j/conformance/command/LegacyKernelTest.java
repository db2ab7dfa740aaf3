package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.linux.LegacyEntries;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Extension;

/**
 * Rules of every extension, good and bad ones, put into the kernel's legacy tables by our tools and
 * into those of another namespace by the C tools: the same exit codes, and the same bytes.
 */
class LegacyKernelTest {
  private static final int BATCH = 30;

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-legacy", "ip6tables-legacy", "ipset");
  }

  @Test
  void rulesOfExtensionsAreTheSameBytes() {
    String only = System.getenv().getOrDefault("NF4J_EXTENSION", "");
    try (ListingJudge judge = ListingJudge.ofKernel(Mode.LEGACY);
        Tally tally = new Tally("extensions in two kernels' legacy tables")) {
      Sets.give(judge);
      Accounts.give(judge);
      for (Extension extension : ExtensionsTest.all()) {
        if (only.isEmpty() || only.equals(extension.name())) {
          extension.families().forEach(family -> compare(extension, family, judge, tally));
        }
      }
      System.out.println(judge.messages());
      tally.assertAgreement(1);
    }
  }

  private static void compare(Extension extension, Family family, ListingJudge judge, Tally tally) {
    List<List<String>> places = Places.of(extension, family);
    List<List<String>> lines = new ArrayList<>();
    for (List<String> place : places) {
      OptionCases cases = new OptionCases(extension, place, Seeds.of(extension.name() + " kernel"));
      lines.addAll(cases.good(BATCH / places.size()));
      lines.addAll(cases.bad(BATCH / places.size() / 2));
    }
    judge.compare(Places.before(extension), lines, tally);
    tally.compare(
        extension.name() + " " + family,
        LegacyEntries.dump(judge.namespace().file(), family),
        LegacyEntries.dump(judge.second().file(), family));
  }
}
