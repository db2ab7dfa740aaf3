package org.netfilter4j.model;

import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a chain as a back end has them, made when they are asked for: all when their number
 * is asked for, or one by one. They never change; the same rule is equal each time.
 */
public abstract class LazyEntries extends AbstractList<Entry> implements RandomAccess {
  /** Whether there are surely none; false where that is not known without reading them. */
  public abstract boolean isSurelyEmpty();

  /** The name of the chain that a rule jumps or goes to; null where it goes to none. */
  public @Nullable String chain(int index) {
    return get(index).rule().target().chain();
  }

  /**
   * Whether a rule may be the same as that one to {@code -C} and {@code -D}: a quick look, so that
   * a search makes few rules. False only where it is another for certain.
   */
  public boolean mayBe(int index, Rule rule) {
    return true;
  }

  /** What a rule has counted; where the back end can, without making the rule. */
  public Counters counters(int index) {
    return get(index).counters();
  }

  /**
   * The back end's own number for a rule, which stays its own as long as the rule stands; 0 where
   * rules have none.
   */
  public long handle(int index) {
    return 0;
  }

  /**
   * Whether these are the rules that those were, counters apart, by a quick look. False where that
   * is not known.
   */
  public boolean isSurelySame(LazyEntries before) {
    return this == before;
  }
}
