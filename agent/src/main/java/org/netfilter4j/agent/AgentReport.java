package org.netfilter4j.agent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the agent is, as it was last seen by its own thread: for those who ask.
 *
 * @param directory of the rules
 * @param files that were read last without a mistake
 * @param applied when something was last applied without a mistake; null for never
 * @param applySeconds how long that took
 * @param problems what keeps the rules from being as the files want; none where they are
 * @param waiting rules that wait for somebody else's chain or rule
 * @param warnings of the files, and what could not be removed
 * @param repairs since the start
 * @param fighting whether another program undoes what the agent does
 */
record AgentReport(
    String name,
    String mode,
    String directory,
    int files,
    @Nullable Instant applied,
    double applySeconds,
    List<Problem> problems,
    List<String> waiting,
    List<String> warnings,
    long repairs,
    boolean fighting) {

  AgentReport {
    problems = List.copyOf(problems);
    waiting = List.copyOf(waiting);
    warnings = List.copyOf(warnings);
  }

  /** Whether the rules are as the files want, but for those that wait. */
  boolean isReady() {
    return applied != null && problems.isEmpty();
  }
}
