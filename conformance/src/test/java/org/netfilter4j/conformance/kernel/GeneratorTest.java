package org.netfilter4j.conformance.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/** The generators make what the tools accept, and what the packets meet. */
class GeneratorTest {
  @BeforeAll
  static void judge() {
    Oracle.require("nft", "ipset", "iptables-nft", "iptables-legacy");
  }

  @Test
  void theKernelDoesTheSameTwice() {
    for (Mode mode : Mode.values()) {
      int rules = 0;
      int hit = 0;
      int packets = 0;
      int out = 0;
      try (KernelMachine kernel = new KernelMachine()) {
        for (int seed = 0; seed < 40; seed++) {
          Family family = seed % 2 == 0 ? Family.IPV4 : Family.IPV6;
          RulesetGenerator generator = new RulesetGenerator(seed, family, mode, true);
          String text = generator.rules();
          Scenario scenario = new Scenario(family, mode, text, generator.sets(), List.of());
          KernelMachine.Run first = kernel.run(scenario, new Traffic(seed, family), 40);
          Outcome again = kernel.run(first.scenario());
          assertThat(first.outcome().differences(first.scenario(), again))
              .as("the same again: %s", first.scenario())
              .isEmpty();
          rules +=
              (int)
                  first.outcome().counters().keySet().stream()
                      .filter(k -> !k.endsWith("policy"))
                      .count();
          hit +=
              (int)
                  first.outcome().counters().entrySet().stream()
                      .filter(e -> !e.getKey().endsWith("policy") && !e.getValue().equals("0:0"))
                      .count();
          packets += 40;
          out += (int) first.outcome().seen().stream().filter(l -> !l.isEmpty()).count();
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%s: %d rules, %d of them hit; %d packets, %d of them let out%n",
          mode.word(),
          rules,
          hit,
          packets,
          out);
      assertThat(hit * 100 / rules).isGreaterThan(20);
    }
  }
}
