package org.netfilter4j.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.agent.keep.Applied;
import org.netfilter4j.agent.keep.Keeper;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.model.Mode;

/** A set of a million elements: made, changed by ten, compared; what that takes is printed. */
class KeeperLargeSetTest {
  private static final int COUNT = 1_000_000;

  /** Ten bytes and more for each element, as objects would take, are too many. */
  private static final long MOST_BYTES = 10L * COUNT;

  @BeforeAll
  static void judges() {
    Oracle.require("ipset", "iptables-nft");
  }

  /** Elements that the numbers of some are left out of. */
  private static String file(int from) {
    StringBuilder text = new StringBuilder(32 * COUNT);
    text.append("create big hash:ip hashsize 262144 maxelem 1100000\n");
    for (int i = from; i < COUNT + from; i++) {
      text.append("add big ").append(10 + (i >> 20)).append('.').append(i >> 12 & 255);
      text.append('.').append(i >> 4 & 255).append('.').append((i & 15) * 16 + 1).append('\n');
    }
    return text.toString();
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private interface Work<T> {
    T run();
  }

  private static <T> T timed(String what, Work<T> work) {
    long begin = System.nanoTime();
    T result = work.run();
    System.out.println(
        what + ": " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) + " ms");
    return result;
  }

  @Test
  void isChangedByTheDifference() {
    try (KeeperBench bench = new KeeperBench(Mode.NFT);
        Keeper keeper = bench.keeper()) {
      String first = file(0);
      long before = used();
      Wanted wanted = timed("read", () -> bench.wanted("1.ipset", first));
      long kept = used() - before;
      System.out.println("kept for " + COUNT + " elements: " + (kept >> 10) + " KiB");
      assertThat(kept).isLessThan(MOST_BYTES);
      assertThat(timed("made", () -> keeper.apply(wanted)).setsMade()).isEqualTo(1);
      assertThat(timed("nothing to do", () -> keeper.apply(wanted)).changed()).isFalse();
      assertThat(timed("drift by number", () -> keeper.drift(wanted, false))).isEmpty();
      Wanted other = bench.wanted("1.ipset", file(10));
      Applied applied = timed("ten come and ten go", () -> keeper.apply(other));
      assertThat(applied.elementsAdded()).isEqualTo(10);
      assertThat(applied.elementsRemoved()).isEqualTo(10);
      assertThat(keeper.drift(other, true)).isEmpty();
      assertThat(bench.tool("ipset list -t big")).contains("Number of entries: " + COUNT + "\n");
      bench.tool("ipset del big 10.100.0.1");
      assertThat(keeper.drift(other, false)).hasSize(1);
      timed("cleaned up", keeper::cleanup);
    }
  }
}
