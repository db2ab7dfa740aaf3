package org.netfilter4j.agent;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.Workplace.Outcome;
import org.netfilter4j.agent.keep.Applied;

/**
 * Removes the agent's rules from the mode that they were in before, once they are in the other one.
 * What fails is tried again.
 */
final class LeftMode {
  private final AgentLog log;
  private final Backoff backoff;
  private @Nullable Workplace place;
  private long at;
  private @Nullable Problem told;

  LeftMode(AgentLog log, Backoff backoff) {
    this.log = log;
    this.backoff = backoff;
    at = System.nanoTime();
  }

  /** There may be rules in this mode, and none shall be. */
  void leave(@Nullable Workplace from) {
    place = from;
    told = null;
    backoff.succeeded();
    at = System.nanoTime();
  }

  /** Where there still may be rules; null for nowhere. */
  @Nullable Workplace place() {
    return place;
  }

  /** When it is to be tried, at the latest then. */
  long nextTime(long latest) {
    return place != null && at - latest < 0 ? at : latest;
  }

  /** A lock that was waited for is free. */
  void hurry() {
    at = System.nanoTime();
  }

  /**
   * Removes, where it is time to.
   *
   * @return how many rules were removed
   */
  int remove() throws InterruptedException {
    Workplace from = place;
    if (from == null || System.nanoTime() - at < 0) {
      return 0;
    }
    switch (from.withdraw()) {
      case Outcome.Done<Applied>(Applied result) -> {
        place = null;
        return result.rulesRemoved();
      }
      case Outcome.Failed<Applied>(Problem problem) -> {
        if (problem.reason() == Problem.Reason.UNAVAILABLE) {
          // The kernel has no such mode, and so no rules in it.
          log.debug("no rules to remove", "mode", from.mode().word(), "error", problem.text());
          place = null;
          return 0;
        }
        if (!problem.equals(told)) {
          log.warn(
              "the rules of the mode before can't be removed yet",
              "mode",
              from.mode().word(),
              "reason",
              problem.reason().word(),
              "error",
              problem.text());
        }
        told = problem;
        at = System.nanoTime() + backoff.failed();
        return 0;
      }
    }
  }
}
