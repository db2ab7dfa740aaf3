package org.netfilter4j.conformance.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Mode;

/** The generators make what the tools accept, and what the packets meet. */
class GeneratorTest {
  @BeforeAll
  static void judge() {
    Oracle.require("nft", "ipset", "conntrack", "iptables-nft", "iptables-legacy");
  }

  @Test
  void theKernelDoesTheSameTwice() {
    for (Mode mode : Mode.values()) {
      try (KernelMachine kernel = new KernelMachine();
          Tally tally = new Tally("the kernel against itself, " + mode.word())) {
        Comparison comparison = new Comparison(kernel, kernel, tally, 1);
        for (int seed = 0; seed < 40; seed++) {
          comparison.compare(seed, mode, true, 40);
        }
        comparison.print();
        tally.assertAgreement(34);
        assertThat(comparison.percentHit()).isGreaterThan(15);
      }
    }
  }
}
