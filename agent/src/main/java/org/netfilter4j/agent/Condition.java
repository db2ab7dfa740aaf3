package org.netfilter4j.agent;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.RuleDirectory.Bad;
import org.netfilter4j.agent.RuleDirectory.Good;
import org.netfilter4j.agent.keep.Applied;
import org.netfilter4j.agent.keep.Drift;
import org.netfilter4j.model.Mode;

/**
 * How the agent is: what it has applied, and all that is wrong. What becomes another way is logged
 * and counted here, once; the agent's thread alone tells it.
 */
final class Condition {
  private static final String FIGHT = Problem.Reason.FIGHT.word();

  private final AgentOptions options;
  private Mode mode;
  private final AgentMetrics metrics;
  private final AgentLog log;
  private final Clock clock;

  private int files;

  /** What the files are to blame for. */
  private List<Problem> mistakes = List.of();

  /** Why the next state could not be applied at the last attempt; null where it could. */
  private @Nullable Problem failure;

  /** Why the kept state could not be compared or repaired; null where it could. */
  private @Nullable Problem trouble;

  private List<String> waiting = List.of();
  private List<String> contested = List.of();
  private List<String> left = List.of();
  private @Nullable Instant applied;
  private double applySeconds;
  private long repaired;

  /** The programs that undo what the agent does again and again; null where none does. */
  private @Nullable String fighters;

  Condition(AgentOptions options, Mode mode, AgentMetrics metrics, AgentLog log, Clock clock) {
    this.options = options;
    this.mode = mode;
    this.metrics = metrics;
    this.log = log;
    this.clock = clock;
  }

  /** As others may see it. */
  AgentReport report() {
    List<Problem> problems = new ArrayList<>(mistakes);
    if (failure != null) {
      problems.add(failure);
    }
    if (trouble != null && !trouble.equals(failure)) {
      problems.add(trouble);
    }
    for (String each : contested) {
      problems.add(Problem.of(Problem.Reason.FIGHT, each));
    }
    if (fighters != null) {
      problems.add(
          Problem.of(
              Problem.Reason.FIGHT,
              "another program undoes the agent's changes again and again: " + fighters));
    }
    AgentReport report =
        new AgentReport(
            options.name(),
            mode.word(),
            options.rules().toString(),
            files,
            applied,
            applySeconds,
            problems,
            waiting,
            left,
            repaired,
            fighters != null);
    metrics.state(report, mistakes.size());
    return report;
  }

  /** Files were read. */
  void read(Good good) {
    if (!mistakes.isEmpty()) {
      log.info("the files can be read again", "files", good.files());
    }
    mistakes = List.of();
    files = good.files();
    if (files == 0) {
      log.warn("the directory has no files of rules", "directory", options.rules());
    }
    for (String warning : good.wanted().warnings()) {
      log.warn("odd", "what", warning);
    }
  }

  /** Files could not be read: no next state is waiting to be applied any more. */
  void unreadable(Bad bad) {
    if (!bad.problems().equals(mistakes)) {
      for (Problem problem : bad.problems()) {
        log.error(
            "the files are wrong, the last good ones are kept",
            "reason",
            problem.reason().word(),
            "error",
            problem.text());
      }
    }
    for (Problem problem : bad.problems()) {
      metrics.problem(problem.reason());
    }
    mistakes = bad.problems();
    failure = null;
  }

  /**
   * Something was applied.
   *
   * @param ofNext whether it was the next state, else the kept one
   * @param seconds how long it took
   */
  void succeeded(Applied result, boolean ofNext, int ofFiles, double seconds) {
    boolean first = applied == null;
    applied(result, ofNext, seconds);
    log.line(
        first || result.changed() ? AgentLog.Level.INFO : AgentLog.Level.DEBUG,
        result.changed() ? "applied" : "nothing to change",
        "why",
        ofNext ? "files" : "drift",
        "files",
        ofFiles,
        "rules_added",
        result.rulesAdded(),
        "rules_removed",
        result.rulesRemoved(),
        "rules_moved",
        result.rulesMoved(),
        "sets_made",
        result.setsMade(),
        "sets_changed",
        result.setsChanged(),
        "sets_removed",
        result.setsRemoved(),
        "elements_added",
        result.elementsAdded(),
        "elements_removed",
        result.elementsRemoved(),
        "ms",
        Math.round(seconds * 1e3));
    leftBehind(result);
  }

  /**
   * The rules were applied in the other mode.
   *
   * @param result in the mode that the rules are in now
   * @param removed how many rules were removed from the one before
   * @param seconds how long all of it took
   */
  void moved(ModeMove move, Applied result, int removed, double seconds) {
    log.info(
        "the rules go to the other mode",
        "from",
        mode.word(),
        "to",
        move.to().word(),
        "why",
        move.why(),
        "rules_added",
        result.rulesAdded(),
        "rules_removed",
        removed,
        "ms",
        Math.round(seconds * 1e3));
    applied(result, true, seconds);
    now(move.to());
    leftBehind(result);
  }

  /** Nothing was applied yet, and the rules are to be applied in the other mode. */
  void turned(ModeMove move) {
    log.info(
        "the rules go to the other mode",
        "from",
        mode.word(),
        "to",
        move.to().word(),
        "why",
        move.why());
    failure = null;
    now(move.to());
  }

  private void now(Mode other) {
    mode = other;
    metrics.moved(other);
  }

  private void applied(Applied result, boolean ofNext, double seconds) {
    Instant now = Instant.now(clock);
    metrics.applied(result.changed(), now.toEpochMilli() / 1e3, seconds);
    if (trouble != null || (ofNext && failure != null)) {
      log.info("applying succeeds again");
    }
    trouble = null;
    failure = ofNext ? null : failure;
    applied = now;
    applySeconds = seconds;
  }

  private void leftBehind(Applied result) {
    waiting(result.pending());
    if (!result.left().equals(left)) {
      for (String each : result.left()) {
        log.warn("could not be removed yet", "what", each);
      }
    }
    left = result.left();
  }

  /**
   * Applying or comparing has failed.
   *
   * @param ofNext whether it was the next state, else the kept one
   * @param wait nanoseconds until the next attempt
   */
  void failed(Problem problem, boolean ofNext, long wait) {
    if (problem.equals(ofNext ? failure : trouble)) {
      log.debug("still can't be applied", "error", problem.text(), "retry_ms", wait / 1_000_000);
    } else {
      log.error(
          "can't be applied, the last good rules are kept",
          "reason",
          problem.reason().word(),
          "error",
          problem.text(),
          "retry_ms",
          wait / 1_000_000);
    }
    metrics.failed();
    metrics.problem(problem.reason());
    if (ofNext) {
      failure = problem;
    } else {
      trouble = problem;
    }
  }

  /** Whether the kept state could not be compared or repaired. */
  boolean isTroubled() {
    return trouble != null;
  }

  /** The kernel is as the kept state. */
  void same() {
    if (trouble != null) {
      log.info("the rules are right again");
    }
    trouble = null;
  }

  /**
   * The kept state was compared with the kernel.
   *
   * @return what differs that applying would change
   */
  List<String> compared(List<Drift> drift) {
    List<String> differing = new ArrayList<>();
    List<String> waits = new ArrayList<>();
    List<String> disputed = new ArrayList<>();
    for (Drift each : drift) {
      switch (each.kind()) {
        case CHAIN, RULE, PLACE, SET -> differing.add(each.words());
        case WAITING -> waits.add(each.words());
        case CONTESTED -> disputed.add(each.words());
      }
    }
    waiting(waits);
    contested(disputed);
    return differing;
  }

  /** These rules wait for somebody else's chain or rule. */
  private void waiting(List<String> now) {
    if (!now.equals(waiting)) {
      for (String each : now) {
        log.warn("a rule waits", "for", each);
      }
    }
    waiting = now;
  }

  /** These places another program wants too. */
  private void contested(List<String> now) {
    for (String each : now) {
      if (!contested.contains(each)) {
        log.error("another program wants the same place", "reason", FIGHT, "error", each);
        metrics.problem(Problem.Reason.FIGHT);
      }
    }
    contested = now;
  }

  /** The kernel is not as the kept state. */
  void drift(List<String> differing, boolean byEvent, String program) {
    log.info(
        "drift",
        "what",
        differing.getFirst(),
        "more",
        differing.size() - 1,
        "noticed",
        byEvent ? "event" : "poll",
        "by",
        program.isEmpty() ? "unknown" : program);
  }

  /** Drift was repaired. */
  void repaired(boolean byEvent) {
    repaired++;
    metrics.repaired(byEvent);
  }

  /** Drift is not repaired for now: there are too many repairs. */
  void fight(RecentRepairs repairs, long now) {
    if (fighters == null) {
      log.error(
          "another program undoes the agent's changes again and again: it is given more time",
          "reason",
          FIGHT,
          "repairs_in_a_minute",
          repairs.count(now),
          "programs",
          repairs.programs());
    }
    fighters = repairs.programs();
    metrics.problem(Problem.Reason.FIGHT);
  }

  boolean isFighting() {
    return fighters != null;
  }

  /** There are few repairs again. */
  void peace() {
    fighters = null;
    log.info("no other program undoes the agent's changes any more");
  }
}
