package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.linux.NftRuleBytes;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Extension;

/**
 * The same rules by iptables-nft and by ours, in nf_tables of two namespaces: every byte of them is
 * the same, expressions, structs, protocol and comment. With the name of an extension in {@code
 * NF4J_EXTENSION}, that one alone.
 */
class CompatBytesTest {
  private static final int BATCH = 12;

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "ip6tables-nft", "ipset");
  }

  @Test
  void areTheBytesOfTheCTool() {
    String only = System.getenv().getOrDefault("NF4J_EXTENSION", "");
    try (ListingJudge judge = ListingJudge.onKernel(Mode.NFT);
        Tally tally = new Tally("rules in two kernels' nf_tables")) {
      Sets.give(judge);
      Accounts.give(judge);
      for (Extension extension : ExtensionsTest.all()) {
        if (!Lacking.has(extension) && (only.isEmpty() || only.equals(extension.name()))) {
          for (Family family : extension.families()) {
            compare(extension, family, judge, tally);
          }
        }
      }
      tally.assertAgreement(1);
    }
  }

  private static void compare(Extension extension, Family family, ListingJudge judge, Tally tally) {
    List<List<String>> lines = new ArrayList<>();
    Places.before(extension).forEach(line -> lines.add(ListingJudge.line(line)));
    List<List<String>> places = Places.of(extension, family);
    for (List<String> place : places) {
      OptionCases cases = new OptionCases(extension, place, Seeds.of(extension.name() + " nft"));
      lines.addAll(cases.good(Math.max(1, BATCH / places.size())));
    }
    judge.clear();
    judge.ours().clear();
    List<Result> results = judge.judged(lines);
    List<String> accepted = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (results.get(i).ok()) {
        Result our = judge.ours().run(lines.get(i));
        String line = Command.of(lines.get(i)).toString();
        if (tally.compare(line + ": " + our.stderr(), 0, our.exit())) {
          accepted.add(line);
        }
      }
    }
    for (Family each : Family.values()) {
      List<String> judged = NftRuleBytes.read(judge.namespace().file(), each);
      List<String> our = NftRuleBytes.read(judge.second().file(), each);
      if (tally.compare(extension.name() + ": rules", judged.size(), our.size())) {
        for (int i = 0; i < judged.size(); i++) {
          tally.compare(name(i, accepted, each, family), judged.get(i), our.get(i));
        }
      }
    }
  }

  /** The line, where all rules are in one chain of the family. */
  private static String name(int index, List<String> accepted, Family each, Family family) {
    boolean known = each == family && index < accepted.size();
    return known ? "rule " + index + ", such as " + accepted.get(index) : "rule " + index;
  }
}
