package org.netfilter4j.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Target.Standard;

/**
 * A chain and its rules.
 *
 * @param policy the verdict at the end of a built-in chain; null for a user's chain
 * @param counters what the policy has counted; zero for a user's chain
 */
public record Chain(
    // Not Target.@Nullable Standard: javac loses that annotation in a compact constructor.
    String name, @Nullable Standard policy, Counters counters, List<Entry> rules) {
  public Chain {
    rules = rules instanceof LazyEntries ? rules : List.copyOf(rules);
  }

  /** A built-in chain as nobody touched it: it accepts, and has no rules. */
  public static Chain builtIn(Hook hook) {
    return new Chain(hook.chain(), Standard.ACCEPT, Counters.ZERO, List.of());
  }

  public boolean isBuiltIn() {
    return policy != null;
  }
}
