package org.netfilter4j.model.watch;

/**
 * A change of the ruleset. All changes of one transaction come one after the other, in its order,
 * and then a {@link Committed}.
 */
public sealed interface RulesetChange extends RulesetEvent {
  /** A table is made, or its flags are changed. */
  record TableSet(TableAt table) implements RulesetChange {}

  /** A table is deleted; its chains and rules were told of before. */
  record TableDeleted(TableAt table) implements RulesetChange {}

  /**
   * A chain is made, or its policy, counters or name are changed: the kernel does not say which.
   */
  record ChainSet(ChainAt chain) implements RulesetChange {}

  /** A chain is deleted. */
  record ChainDeleted(ChainAt chain) implements RulesetChange {}

  /**
   * A rule is made. One that is replaced ({@code -R}, {@code -Z}) is deleted in the same
   * transaction.
   *
   * @param after the handle of the rule that stands before it when the transaction ends; 0 where it
   *     is then the chain's first or last
   * @param appended whether it was put at the chain's end, or in the place of another
   */
  record RuleAdded(RuleAt rule, long after, boolean appended) implements RulesetChange {}

  /** A rule is deleted. */
  record RuleDeleted(RuleAt rule) implements RulesetChange {}

  /**
   * The end of a transaction.
   *
   * @param generation of the ruleset from here on
   * @param pid of the program's thread that did it
   * @param program that thread's name, at most 15 bytes; "" where it is not told
   */
  record Committed(long generation, long pid, String program) implements RulesetChange {}
}
