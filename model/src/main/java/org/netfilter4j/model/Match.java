package org.netfilter4j.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One match of a rule, in the normal form of its kernel struct: two matches are equal where the
 * part of the struct that is the user's is. Each extension implements this with a record of its
 * own.
 */
public interface Match {
  /** The name after {@code -m}, as the rule was written by (state and conntrack stay apart). */
  String name();

  /** The names of the sets that this match refers to; while it stands in a rule they are in use. */
  default Set<String> sets() {
    return Set.of();
  }

  /** What it only says to people, where that is all that it does; else null. */
  default @Nullable String remark() {
    return null;
  }
}
