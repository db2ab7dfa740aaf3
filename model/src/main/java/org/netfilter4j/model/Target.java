package org.netfilter4j.model;

import java.util.Set;

/** What a rule does: nothing, a verdict of its own, a chain, or an extension. */
public sealed interface Target {

  /** No {@code -j}: the rule only counts. */
  record None() implements Target {}

  /** ACCEPT, DROP, QUEUE or RETURN. */
  enum Standard implements Target {
    ACCEPT,
    DROP,
    QUEUE,
    RETURN
  }

  /** {@code -j CHAIN}. */
  record Jump(String chain) implements Target {}

  /** {@code -g CHAIN}. */
  record Goto(String chain) implements Target {}

  /** A target extension, in the normal form of its kernel struct, as {@link Match} is. */
  non-sealed interface Extended extends Target {
    /** The name after {@code -j}. */
    String name();

    /** The names of the sets that this target refers to. */
    default Set<String> sets() {
      return Set.of();
    }

    /** Those of them that it adds elements to. */
    default Set<String> filledSets() {
      return Set.of();
    }

    /** Those of them that it deletes elements from. */
    default Set<String> emptiedSets() {
      return Set.of();
    }
  }

  Target NONE = new None();

  /** The chain that this target goes to, or null. */
  default @org.jspecify.annotations.Nullable String chain() {
    // A jump's and a goto's own component overrides this.
    return null;
  }
}
