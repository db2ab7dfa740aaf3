package org.netfilter4j.conformance.kernel;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Mode;

/**
 * Generated rulesets and packets through the kernel and through the engine: the same verdicts,
 * bytes, counters, connections and set elements.
 *
 * <p>{@code -Dnf4j.pairs=N} runs another number of pairs in each mode, {@code -Dnf4j.seed=S} starts
 * at another seed; what differs is reduced and printed as a recorded case.
 */
class EngineAgainstKernelTest {
  private static final int PAIRS = Integer.getInteger("nf4j.pairs", 540);
  private static final long SEED = Long.getLong("nf4j.seed", 1);
  private static final int REDUCED = Integer.getInteger("nf4j.reduced", 5);
  private static final int PACKETS = 40;

  @BeforeAll
  static void judge() {
    Oracle.require("nft", "ipset", "conntrack", "iptables-nft", "iptables-legacy");
  }

  @Test
  void nft() throws Exception {
    compare(Mode.NFT, "nft", true, SEED, PAIRS);
  }

  @Test
  void legacy() throws Exception {
    compare(Mode.LEGACY, "legacy", true, SEED, PAIRS * 3 / 4);
  }

  /** Where nothing needs connection tracking, fragments stay fragments. */
  @Test
  void legacyWithoutConnectionTracking() throws Exception {
    compare(Mode.LEGACY, "legacy, no conntrack", false, SEED, PAIRS - PAIRS * 3 / 4);
  }

  private static void compare(Mode mode, String name, boolean conntrack, long seed, int pairs)
      throws InterruptedException, ExecutionException {
    // A thread of its own, because it will be tied to one processor.
    FutureTask<Tally> task =
        new FutureTask<>(() -> {
          try (KernelMachine kernel = new KernelMachine();
              Tally tally = new Tally("engine against kernel, " + name)) {
            Machine engine = new EngineMachine();
            Comparison comparison = new Comparison(kernel, engine, tally, REDUCED);
            for (long s = seed; s < seed + pairs; s++) {
              comparison.compare(s, mode, conntrack, PACKETS);
            }
            comparison.print();
            return tally;
          }
        });
    Thread.ofPlatform().name(name).start(task);
    task.get().assertAgreement(pairs - pairs / 20);
  }
}
