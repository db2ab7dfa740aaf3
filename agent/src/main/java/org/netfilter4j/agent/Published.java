package org.netfilter4j.agent;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.RuleDirectory.Good;
import org.netfilter4j.model.Mode;

/** What other threads may know of an agent, as its own thread told last. */
final class Published {
  private final CountDownLatch tried = new CountDownLatch(1);
  private volatile long aliveAt = System.nanoTime();
  private volatile AgentReport report;
  private volatile Set<String> sets = Set.of();
  private volatile Mode mode;

  /** Null while all changes are of interest: what is missing may come in any chain. */
  private volatile @Nullable Concerns concerns;

  Published(Mode mode, AgentReport report) {
    this.mode = mode;
    this.report = report;
  }

  // By the agent's thread.

  /**
   * How it is now.
   *
   * @param kept what is kept; null for nothing
   * @param whole whether nothing is missing that might come in any chain
   */
  void tell(AgentReport report, Mode mode, @Nullable Good kept, boolean whole) {
    this.report = report;
    this.mode = mode;
    concerns = kept != null && whole ? kept.concerns() : null;
    sets = kept == null ? Set.of() : kept.wanted().sets().keySet();
    aliveAt = System.nanoTime();
  }

  /** From here on all changes are of interest. */
  void concernAll() {
    concerns = null;
  }

  /** The rules were tried to be applied. */
  void tried() {
    tried.countDown();
  }

  // By any thread.

  /** How it is. */
  AgentReport report() {
    return report;
  }

  /** The mode that the rules are kept in. */
  Mode mode() {
    return mode;
  }

  /** The names of its sets. */
  Set<String> sets() {
    return sets;
  }

  /** Whether a change of a chain's rules in nf_tables is a reason to look. */
  boolean concerns(int family, String table, String chain) {
    Concerns known = concerns;
    return known == null || mode == Mode.LEGACY || known.include(family, table, chain);
  }

  /** How long ago its thread was seen working. */
  Duration sinceAlive() {
    return Duration.ofNanos(System.nanoTime() - aliveAt);
  }

  /** Waits until it has tried to apply the rules for the first time, at most that long. */
  void awaitFirst(Duration most) throws InterruptedException {
    tried.await(most.toNanos(), TimeUnit.NANOSECONDS);
  }
}
