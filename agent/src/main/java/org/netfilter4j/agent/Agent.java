package org.netfilter4j.agent;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.RuleDirectory.Bad;
import org.netfilter4j.agent.RuleDirectory.Good;
import org.netfilter4j.agent.keep.Applied;
import org.netfilter4j.agent.keep.Drift;
import org.netfilter4j.agent.keep.Keeper;
import org.netfilter4j.agent.keep.KeeperException;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Mode;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.xtables.MalformedTableException;

/**
 * Keeps a directory of rules applied. One thread does all of it: it waits for a reason to look
 * ({@link Wakeups}), reads the files where they are other ones, applies what they want, and repairs
 * what others have changed.
 *
 * <p>There are two wanted states: the one that is <em>kept</em>, which was applied last and is
 * repaired, and the <em>next</em> one, which was read and is not applied yet. Files that are wrong
 * make no next one; a next one that the kernel refuses leaves the kept one as it is.
 */
final class Agent {
  /** How soon after a failed attempt another program's change may be the reason for the next. */
  private static final long SHORTEST_RETRY = Duration.ofMillis(300).toNanos();

  /** The loop looks at itself at least so often, so that a loop that hangs is noticed. */
  private static final long HEARTBEAT = Duration.ofSeconds(5).toNanos();

  /** A heap of so many bytes is worth a collection when there is nothing to do. */
  private static final long LARGE_HEAP = 40L << 20;

  private static final long SHORTEST_PAUSE = Duration.ofMillis(20).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(1).toNanos();

  private final AgentOptions options;
  private final AgentLog log;
  private final Keeper keeper;
  private final RuleDirectory directory;
  private final Wakeups wakeups;
  private final Condition condition;
  private final SlowPoll slowPoll;
  private final @Nullable LockGate gate;
  private final Backoff backoff;

  /** How long a program that fights is given. */
  private final Backoff patience;

  private final RecentRepairs repairs;

  private @Nullable Good next;
  private @Nullable Good kept;
  private boolean asksTheHost;

  /** Whether files were read or rules compared since memory was last given back. */
  private boolean worked;

  private long attemptAt;
  private long lastAttempt;
  private boolean checkWanted;
  private boolean byEvent;
  private volatile String program = "";
  private long checkAt;
  private long pollAt;
  private long resyncAt;

  private final CountDownLatch tried = new CountDownLatch(1);
  private volatile long aliveAt = System.nanoTime();
  private volatile AgentReport report;
  private volatile Set<String> sets = Set.of();

  /** Null while all changes are of interest: what is missing may come in any chain. */
  private volatile @Nullable Concerns concerns;

  /**
   * An agent, which has not looked at anything yet.
   *
   * @param keeper of its rules; the agent's thread alone uses it from here on
   */
  Agent(
      AgentOptions options,
      Map<String, String> variables,
      NetworkNamespace namespace,
      Keeper keeper,
      Wakeups wakeups,
      AgentMetrics metrics,
      AgentLog log,
      Clock clock) {
    this.options = options;
    this.keeper = keeper;
    this.wakeups = wakeups;
    this.log = log;
    Mode mode = keeper.mode();
    condition = new Condition(options, mode, metrics, log, clock);
    directory =
        new RuleDirectory(options.rules(), namespace, variables, mode, keeper.options().prefix());
    slowPoll = new SlowPoll(namespace, mode, log);
    gate =
        mode == Mode.LEGACY
            ? new LockGate(variables, () -> wakeups.add(Wakeups.Reason.LOCK_FREE))
            : null;
    backoff = new Backoff(options.backoff(), RandomGenerator.getDefault());
    patience = new Backoff(options.backoff(), RandomGenerator.getDefault());
    repairs = new RecentRepairs(options.repairsPerMinute());
    long now = System.nanoTime();
    pollAt = now + options.poll().toNanos();
    resyncAt = now + options.resync().toNanos();
    report = condition.report();
  }

  /** How it is; from any thread. */
  AgentReport report() {
    return report;
  }

  /** The names of its sets; from any thread. */
  Set<String> sets() {
    return sets;
  }

  /** Whether a change of a chain's rules is a reason to look; from any thread. */
  boolean concerns(int family, String table, String chain) {
    Concerns known = concerns;
    return known == null || known.include(family, table, chain);
  }

  /** How long ago its thread was seen working; from any thread. */
  Duration sinceAlive() {
    return Duration.ofNanos(System.nanoTime() - aliveAt);
  }

  /** Waits until it has tried to apply the rules for the first time, at most that long. */
  void awaitFirst(Duration most) throws InterruptedException {
    tried.await(most.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Who made a change that is being told of; from any thread. */
  void blame(String who) {
    program = who;
  }

  /** Reads and applies, and then keeps, until the end is asked for. */
  void run() throws InterruptedException {
    load();
    while (true) {
      work();
      publish();
      tried.countDown();
      Set<Wakeups.Reason> reasons = wakeups.await(nextTime());
      giveMemoryBack(reasons.isEmpty());
      if (reasons.contains(Wakeups.Reason.STOP)) {
        return;
      }
      take(reasons);
    }
  }

  /** After large files the heap is large; at rest it should not be. */
  private void giveMemoryBack(boolean resting) {
    if (resting && worked && Runtime.getRuntime().totalMemory() > LARGE_HEAP) {
      System.gc();
    }
    worked &= !resting;
  }

  private void publish() {
    report = condition.report();
    Good known = kept;
    boolean all = known == null || next != null || !report.isReady() || !report.waiting().isEmpty();
    concerns = known == null || all ? null : known.concerns();
    sets = known == null ? Set.of() : known.wanted().sets().keySet();
    aliveAt = System.nanoTime();
  }

  private long nextTime() {
    long time = System.nanoTime() + HEARTBEAT;
    if (next != null || condition.isTroubled()) {
      time = earlier(time, attemptAt);
    }
    if (isPolling()) {
      time = earlier(time, pollAt);
    }
    if (kept != null) {
      time = earlier(time, resyncAt);
      time = checkWanted ? earlier(time, checkAt) : time;
    }
    return time;
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }

  private static boolean isPast(long time) {
    return System.nanoTime() - time >= 0;
  }

  private void take(Set<Wakeups.Reason> reasons) {
    boolean anew =
        reasons.contains(Wakeups.Reason.FILES) || reasons.contains(Wakeups.Reason.HANGUP);
    if (anew || (asksTheHost && reasons.contains(Wakeups.Reason.HOST))) {
      log.debug("reading the files", "why", reasons);
      load();
    }
    if (reasons.contains(Wakeups.Reason.LOCK_FREE)) {
      attemptAt = System.nanoTime();
    }
    if (reasons.contains(Wakeups.Reason.CHANGED)) {
      changed();
      byEvent = true;
    }
  }

  /** Another program has changed something, or may have. */
  private void changed() {
    checkWanted = true;
    // What was missing may have come.
    attemptAt = earlier(attemptAt, lastAttempt + SHORTEST_RETRY);
  }

  private boolean isPolling() {
    return (kept != null || next != null) && slowPoll.isNeeded();
  }

  private void load() {
    RuleDirectory.Loaded loaded = directory.load();
    worked = true;
    asksTheHost = loaded.asksTheHost();
    switch (loaded) {
      case Good good -> {
        condition.read(good);
        next = good;
        concerns = null;
        // A set that is missing may be somebody else's.
        slowPoll.watchSets();
        backoff.succeeded();
        attemptAt = System.nanoTime();
      }
      case Bad bad -> {
        condition.unreadable(bad);
        // What was not applied yet is no longer what the files want.
        next = null;
      }
    }
  }

  private void work() throws InterruptedException {
    if (isPolling() && isPast(pollAt)) {
      pollAt = System.nanoTime() + options.poll().toNanos();
      if (slowPoll.hasChanged()) {
        changed();
      }
    }
    Good wanted = next;
    if (wanted != null && isPast(attemptAt)) {
      attempt(wanted, true, true);
    } else if (wanted == null && condition.isTroubled() && kept != null && isPast(attemptAt)) {
      attempt(kept, false, true);
    }
    if (kept == null) {
      return;
    }
    if (isPast(resyncAt)) {
      resyncAt = System.nanoTime() + options.resync().toNanos();
      check(true);
      return;
    }
    if (checkWanted && isPast(checkAt)) {
      check(false);
    }
  }

  /**
   * Applies what is wanted; true where it could be.
   *
   * @param ofNext whether it is the next state, else the kept one
   * @param elements whether the elements of large sets are compared where their number is right
   */
  private boolean attempt(Good wanted, boolean ofNext, boolean elements)
      throws InterruptedException {
    long begin = System.nanoTime();
    Problem problem;
    try {
      lastAttempt = begin;
      if (gate == null || gate.await(options.lockWait().toNanos())) {
        succeeded(wanted, keeper.apply(wanted.wanted(), elements), ofNext, begin);
        return true;
      }
      problem = Problem.of(Problem.Reason.LOCK, gate.words());
    } catch (KeeperException e) {
      problem = Problem.of(e);
    } catch (KernelException
        | Backend.UnavailableException
        | MalformedMessageException
        | MalformedTableException e) {
      problem = Problem.of(Problem.Reason.UNAVAILABLE, String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      problem = Problem.ofMemory("applying needs");
    }
    failed(problem, ofNext);
    return false;
  }

  private void succeeded(Good wanted, Applied result, boolean ofNext, long begin) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    condition.succeeded(result, ofNext, wanted.files(), seconds);
    next = ofNext ? null : next;
    if (next == null) {
      backoff.succeeded();
    }
    kept = wanted;
    slowPoll.applied(!wanted.wanted().sets().isEmpty());
  }

  private void failed(Problem problem, boolean ofNext) {
    long wait = backoff.failed();
    attemptAt = System.nanoTime() + wait;
    condition.failed(problem, ofNext, wait);
  }

  /** Compares what is kept with the kernel, and repairs what differs. */
  private void check(boolean elements) throws InterruptedException {
    Good wanted = kept;
    if (wanted == null) {
      return;
    }
    long begin = System.nanoTime();
    boolean event = byEvent;
    checkWanted = false;
    byEvent = false;
    worked = true;
    List<Drift> drift;
    try {
      drift = keeper.drift(wanted.wanted(), elements);
    } catch (KeeperException e) {
      failed(Problem.of(e), false);
      return;
    } catch (KernelException
        | Backend.UnavailableException
        | MalformedMessageException
        | MalformedTableException e) {
      failed(Problem.of(Problem.Reason.UNAVAILABLE, String.valueOf(e.getMessage())), false);
      return;
    } catch (OutOfMemoryError e) {
      failed(Problem.ofMemory("comparing needs"), false);
      return;
    }
    long end = System.nanoTime();
    // A busy machine must not make the agent read all the time: a fifth of it at most.
    checkAt = end + Math.clamp(4 * (end - begin), SHORTEST_PAUSE, LONGEST_PAUSE);
    List<String> differing = condition.compared(drift);
    if (condition.isFighting() && repairs.areFew(end)) {
      patience.succeeded();
      condition.peace();
    }
    if (differing.isEmpty()) {
      condition.same();
    } else {
      repair(wanted, differing, elements, event, end);
    }
  }

  private void repair(
      Good wanted, List<String> differing, boolean elements, boolean event, long now)
      throws InterruptedException {
    String who = event ? program : "";
    if (repairs.areTooMany(now)) {
      condition.fight(repairs, now);
      // Looked at again when a repair may be made: others' changes are no reason until then.
      checkWanted = true;
      byEvent = event;
      checkAt = now + patience.failed();
      return;
    }
    condition.drift(differing, event, who);
    if (attempt(wanted, false, elements)) {
      repairs.add(now, who);
      condition.repaired(event);
    }
  }
}
