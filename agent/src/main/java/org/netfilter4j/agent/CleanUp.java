package org.netfilter4j.agent;

import org.netfilter4j.agent.keep.Applied;

/** Tells what cleaning up came to. */
final class CleanUp {
  private CleanUp() {}

  /** One line for what is gone, and one for each thing that is not. */
  static void tell(Applied result, AgentLog log) {
    log.info(
        result.changed() ? "cleaned up" : "nothing to clean up",
        "rules_removed",
        result.rulesRemoved(),
        "chains_removed",
        result.chainsRemoved(),
        "sets_removed",
        result.setsRemoved());
    for (String each : result.left()) {
      log.warn("could not be removed", "what", each);
    }
  }
}
