package org.netfilter4j.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chain and its rules.
 *
 * @param policy the verdict at the end of a built-in chain; null for a user's chain
 * @param counters what the policy has counted; zero for a user's chain
 */
public record Chain(
    String name, Target.@Nullable Standard policy, Counters counters, List<Entry> rules) {
  public Chain {
    rules = List.copyOf(rules);
  }

  public boolean isBuiltIn() {
    return policy != null;
  }
}
