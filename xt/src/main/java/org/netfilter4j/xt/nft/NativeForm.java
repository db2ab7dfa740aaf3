package org.netfilter4j.xt.nft;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Match;
import org.netfilter4j.wire.nft.Expression;

/**
 * A match extension that iptables-nft writes as expressions of nf_tables' own.
 *
 * @param <M> the match's normal form
 */
public interface NativeForm<M extends Match> {

  /**
   * Appends the expressions of a match; false, with nothing appended, where it goes as a struct.
   */
  boolean encode(M match, List<Expression> out);

  /**
   * What expressions of a rule say, if they are of this extension's.
   *
   * @param protocol the protocol that the rule tests for, inverted or not; 0 for none
   * @param earlier what this extension has read of the rule before, where it {@link #merges}; else
   *     null
   * @return the match, with what {@code earlier} says; null where the expressions are not its own
   */
  @Nullable M decode(Statement statement, int protocol, @Nullable M earlier);

  /**
   * Whether a match that is the only one of its name in a rule is surely read back as it is; false
   * where that is to be tried.
   *
   * @param protocol as in {@link #decode}
   */
  default boolean isSettled(M match, int protocol) {
    return false;
  }

  /** Whether all that a rule has of it is read back as one match, in the place of the first. */
  default boolean merges() {
    return false;
  }
}
