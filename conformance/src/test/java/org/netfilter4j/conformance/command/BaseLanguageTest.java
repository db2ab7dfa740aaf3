package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Mode;

/** Rules without extensions, in all spellings, good and bad. */
class BaseLanguageTest {
  private static final int LINES = 2000;
  private static final int BATCH = 50;

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "nft");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void takesAndListsRulesAsTheToolDoes(Mode mode) {
    CommandGenerator generator = new CommandGenerator(Seeds.of("rules"), mode);
    try (ListingJudge judge = ListingJudge.open(mode);
        Tally tally = new Tally("rules without extensions in " + mode + " mode")) {
      for (int done = 0; done < LINES; done += BATCH) {
        List<List<String>> lines = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
          lines.add(generator.append(generator.family()));
        }
        judge.compare(List.of(), lines, tally);
      }
      System.out.println(judge.messages());
      judge.otherMessages().forEach(System.out::println);
      tally.assertAgreement(LINES);
    }
  }
}
