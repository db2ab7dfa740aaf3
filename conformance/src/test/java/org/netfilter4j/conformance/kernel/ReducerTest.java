package org.netfilter4j.conformance.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/** A machine with a known fault, the kernel without one of the rules, is found out and reduced. */
class ReducerTest {
  private static final String FAULT = "-A FORWARD -p udp -m udp --dport 53 -j DROP";

  @BeforeAll
  static void judge() {
    Oracle.require("nft", "ipset", "conntrack", "iptables-nft");
  }

  @Test
  void whatRemainsIsTheFault() {
    try (KernelMachine kernel = new KernelMachine()) {
      Machine faulty = s -> kernel.run(s.withRules(s.rules().replace(FAULT, "-A FORWARD")));
      RulesetGenerator generator = new RulesetGenerator(3, Family.IPV4, Mode.NFT, true);
      String rules =
          "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n"
              + ":a - [0:0]\n-A FORWARD -j a\n-A FORWARD -p tcp -j ACCEPT\n"
              + FAULT
              + "\n-A a -m mark --mark 7 -j DROP\nCOMMIT\n";
      KernelMachine.Run run =
          kernel.run(
              new Scenario(Family.IPV4, Mode.NFT, rules, generator.sets(), List.of()),
              new Traffic(3, Family.IPV4, true),
              60);
      assertThat(run.outcome().differences(run.scenario(), faulty.run(run.scenario())))
          .isNotEmpty();
      Reducer reducer =
          new Reducer(s -> !kernel.run(s).differences(s, faulty.run(s)).isEmpty(), 60);
      Scenario reduced = reducer.reduce(run.scenario());
      assertThat(reduced.steps()).hasSize(1);
      assertThat(reduced.rules().lines().filter(l -> l.startsWith("-A"))).containsExactly(FAULT);
      assertThat(reduced.rules()).doesNotContain(":a ");
      assertThat(reduced.sets()).isEmpty();
      RecordedCase recorded = new RecordedCase(reduced, kernel.run(reduced));
      RecordedCase read = RecordedCase.parse("# a comment\n" + recorded);
      assertThat(read.toString()).isEqualTo(recorded.toString());
      assertThat(recorded.outcome().differences(reduced, read.outcome())).isEmpty();
    }
  }
}
