package org.netfilter4j.agent;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.RuleDirectory.Bad;
import org.netfilter4j.agent.RuleDirectory.Good;
import org.netfilter4j.agent.Workplace.Outcome;
import org.netfilter4j.agent.keep.Applied;
import org.netfilter4j.agent.keep.Drift;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;

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
  /** The loop looks at itself at least so often, so that a loop that hangs is noticed. */
  private static final long HEARTBEAT = Duration.ofSeconds(5).toNanos();

  /** A heap of so many bytes is worth a collection when there is nothing to do. */
  private static final long LARGE_HEAP = 40L << 20;

  private final AgentOptions options;
  private final AgentLog log;
  private final Function<Mode, Workplace> workplaces;
  private final Map<Mode, Workplace> known = new EnumMap<>(Mode.class);
  private final Wakeups wakeups;
  private final Condition condition;
  private final Backoff backoff;

  /** Null where the mode was asked for. */
  private final @Nullable ModeFollowing modes;

  private final LeftMode left;

  /** How long a program that fights is given. */
  private final Backoff patience;

  private final RecentRepairs repairs;
  private final Schedule schedule;

  /** In the mode that the rules are kept in. */
  private Workplace here;

  private @Nullable Good next;
  private @Nullable Good kept;
  private boolean asksTheHost;

  /** Whether files were read or rules compared since memory was last given back. */
  private boolean worked;

  private boolean byEvent;
  private volatile String program = "";

  private final Published seen;

  /**
   * An agent, which has not looked at anything yet.
   *
   * @param begin the mode to begin with, which is left only where none was asked for
   */
  Agent(
      AgentOptions options,
      Map<String, String> variables,
      NetworkNamespace namespace,
      ModeView.First begin,
      Wakeups wakeups,
      AgentMetrics metrics,
      AgentLog log,
      Clock clock) {
    this.options = options;
    this.wakeups = wakeups;
    this.log = log;
    workplaces =
        of ->
            new Workplace(
                options,
                variables,
                namespace,
                of,
                log,
                () -> wakeups.add(Wakeups.Reason.LOCK_FREE));
    here = in(begin.mode());
    left = new LeftMode(log, new Backoff(options.backoff(), RandomGenerator.getDefault()));
    left.leave(begin.elsewhere() ? in(ModeView.other(begin.mode())) : null);
    condition = new Condition(options, begin.mode(), metrics, log, clock);
    modes =
        options.askedMode() == null ? new ModeFollowing(namespace, options, variables, log) : null;
    backoff = new Backoff(options.backoff(), RandomGenerator.getDefault());
    patience = new Backoff(options.backoff(), RandomGenerator.getDefault());
    repairs = new RecentRepairs(options.repairsPerMinute());
    schedule = new Schedule(options);
    seen = new Published(begin.mode(), condition.report());
  }

  private Workplace in(Mode mode) {
    return known.computeIfAbsent(mode, workplaces);
  }

  /** What other threads may know. */
  Published seen() {
    return seen;
  }

  /** Another program has changed rules of nf_tables; from any thread. */
  void told(String who) {
    if (seen.mode() == Mode.NFT) {
      program = who;
      wakeups.add(Wakeups.Reason.CHANGED);
    } else {
      wakeups.add(Wakeups.Reason.OTHER_MODE);
    }
  }

  /** Reads and applies, and then keeps, until the end is asked for. */
  void run() throws InterruptedException {
    load();
    while (true) {
      work();
      publish();
      seen.tried();
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
    AgentReport report = condition.report();
    boolean whole = next == null && report.isReady() && report.waiting().isEmpty();
    seen.tell(report, here.mode(), kept, whole);
  }

  private long nextTime() {
    boolean attempting = next != null || condition.isTroubled();
    long latest = System.nanoTime() + HEARTBEAT;
    long time = schedule.next(latest, attempting, isPolling(), kept != null);
    time = kept != null ? left.nextTime(time) : time;
    return modes != null ? modes.nextTime(here.mode(), time) : time;
  }

  private void take(Set<Wakeups.Reason> reasons) {
    boolean anew =
        reasons.contains(Wakeups.Reason.FILES) || reasons.contains(Wakeups.Reason.HANGUP);
    if (anew || (asksTheHost && reasons.contains(Wakeups.Reason.HOST))) {
      log.debug("reading the files", "why", reasons);
      load();
    }
    if (reasons.contains(Wakeups.Reason.LOCK_FREE)) {
      schedule.attemptNow();
      left.hurry();
    }
    if (modes != null && reasons.contains(Wakeups.Reason.OTHER_MODE)) {
      modes.changed();
    }
    if (reasons.contains(Wakeups.Reason.CHANGED)) {
      schedule.changed();
      byEvent = true;
    }
  }

  private boolean isPolling() {
    return (kept != null || next != null) && here.slowPoll().isNeeded();
  }

  private void load() {
    RuleDirectory.Loaded loaded = here.load();
    worked = true;
    asksTheHost = loaded.asksTheHost();
    switch (loaded) {
      case Good good -> read(good);
      case Bad bad -> {
        condition.unreadable(bad);
        // What was not applied yet is no longer what the files want.
        next = null;
      }
    }
  }

  private void read(Good good) {
    condition.read(good);
    asksTheHost = good.asksTheHost();
    next = good;
    seen.concernAll();
    // A set that is missing may be somebody else's.
    here.slowPoll().watchSets();
    backoff.succeeded();
    schedule.attemptNow();
  }

  /** The rules are in that mode from here on. */
  private void settle(Workplace there, Good good) {
    left.leave(here);
    here = there;
    read(good);
  }

  /** Those of an earlier choice; a move that can do it tells of it itself. */
  private void removeLeftRules() throws InterruptedException {
    Workplace from = left.place();
    int removed = left.remove();
    if (from != null && removed > 0) {
      log.info(
          "the rules of the mode before are gone",
          "mode",
          from.mode().word(),
          "rules_removed",
          removed);
    }
  }

  /**
   * Removes all that is its own, in all modes; its thread has ended its work.
   *
   * @throws org.netfilter4j.agent.keep.KeeperException where that can't be
   */
  Applied cleanup() throws InterruptedException {
    left.hurry();
    removeLeftRules();
    return here.cleanup();
  }

  private void work() throws InterruptedException {
    if (isPolling() && schedule.takePoll() && here.slowPoll().hasChanged()) {
      schedule.changed();
    }
    followTheHost();
    Good wanted = next;
    if (wanted != null && schedule.isTimeToAttempt()) {
      attempt(wanted, true, true);
    } else if (wanted == null
        && condition.isTroubled()
        && kept != null
        && schedule.isTimeToAttempt()) {
      attempt(kept, false, true);
    }
    if (kept == null) {
      return;
    }
    removeLeftRules();
    if (schedule.takeResync()) {
      check(true);
    } else if (schedule.isTimeToCheck()) {
      check(false);
    }
  }

  /** Goes to the other mode where others clearly use that one. */
  private void followTheHost() throws InterruptedException {
    ModeMove move = modes == null ? null : modes.look(here.mode());
    if (modes == null || move == null) {
      return;
    }
    worked = true;
    Workplace there = in(move.to());
    switch (there.load()) {
      case Bad bad -> modes.hindered(move, bad.problems().getFirst().text());
      case Good good when kept == null -> {
        condition.turned(move);
        modes.moved();
        settle(there, good);
      }
      case Good good -> {
        long begin = System.nanoTime();
        switch (there.apply(good.wanted(), true)) {
          case Outcome.Failed<Applied>(Problem problem) -> modes.hindered(move, problem.text());
          case Outcome.Done<Applied>(Applied result) -> {
            settle(there, good);
            int removed = left.remove();
            modes.moved();
            condition.moved(move, result, removed, (System.nanoTime() - begin) / 1e9);
            kept = good;
            next = null;
            backoff.succeeded();
            there.slowPoll().applied(!good.wanted().sets().isEmpty());
          }
        }
      }
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
    schedule.attempting(begin);
    return switch (here.apply(wanted.wanted(), elements)) {
      case Outcome.Done<Applied>(Applied result) -> {
        succeeded(wanted, result, ofNext, begin);
        yield true;
      }
      case Outcome.Failed<Applied>(Problem problem) -> {
        failed(problem, ofNext);
        yield false;
      }
    };
  }

  private void succeeded(Good wanted, Applied result, boolean ofNext, long begin) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    condition.succeeded(result, ofNext, wanted.files(), seconds);
    next = ofNext ? null : next;
    if (next == null) {
      backoff.succeeded();
    }
    kept = wanted;
    here.slowPoll().applied(!wanted.wanted().sets().isEmpty());
  }

  private void failed(Problem problem, boolean ofNext) {
    long wait = backoff.failed();
    schedule.attemptAfter(wait);
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
    schedule.checking();
    byEvent = false;
    worked = true;
    List<Drift> drift;
    switch (here.drift(wanted.wanted(), elements)) {
      case Outcome.Done<List<Drift>>(List<Drift> found) -> drift = found;
      case Outcome.Failed<List<Drift>>(Problem problem) -> {
        failed(problem, false);
        return;
      }
    }
    long end = System.nanoTime();
    schedule.checked(begin, end);
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
      byEvent = event;
      schedule.checkAt(now + patience.failed());
      return;
    }
    condition.drift(differing, event, who);
    if (attempt(wanted, false, elements)) {
      repairs.add(now, who);
      condition.repaired(event);
    }
  }
}
