package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/** Commands one after the other: chains made, renamed and deleted, rules by number and by text. */
class CommandSequenceTest {
  private static final int SEQUENCES = 60;
  private static final int LENGTH = 25;

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "nft");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void changesTablesAsTheToolDoes(Mode mode) {
    CommandGenerator generator = new CommandGenerator(Seeds.of("commands"), mode);
    try (ListingJudge judge = ListingJudge.open(mode);
        Tally tally = new Tally("sequences of commands in " + mode + " mode")) {
      for (int i = 0; i < SEQUENCES; i++) {
        Family family = generator.family();
        List<List<String>> lines = new ArrayList<>();
        for (int j = 0; j < LENGTH; j++) {
          lines.add(generator.command(family));
        }
        judge.compareSequence(lines, tally);
      }
      System.out.println(judge.messages());
      judge.otherMessages().forEach(System.out::println);
      tally.assertAgreement((long) SEQUENCES * LENGTH);
    }
  }
}
