package org.netfilter4j.agent.keep;

/**
 * A way in which the kernel is not as wanted.
 *
 * @param words for people, in one line
 */
public record Drift(Kind kind, String words) {
  /** What kind of thing differs. */
  public enum Kind {
    /** A chain of the agent's is missing, or there though it should not be. */
    CHAIN,
    /** A rule of the agent's is missing, changed, or there though it should not be. */
    RULE,
    /** A rule of the agent's is not where it should be. */
    PLACE,
    /** A set of the agent's differs. */
    SET,
    /** Somebody else's chain or rule that is needed is missing; applying does not help. */
    WAITING,
    /** Somebody else moves the same rules again and again; applying waits for some time. */
    CONTESTED
  }

  /** Whether applying what is wanted would change it. */
  public boolean isRepairable() {
    return kind != Kind.WAITING && kind != Kind.CONTESTED;
  }
}
