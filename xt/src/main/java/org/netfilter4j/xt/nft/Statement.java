package org.netfilter4j.xt.nft;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.wire.nft.Expression;

/**
 * Expressions that belong together: a load, what masks it, and the test of the register; or one
 * expression alone, which is the test then.
 */
public record Statement(
    Expression.@Nullable Load load, Expression.@Nullable Bitwise mask, Expression.Test test) {

  /** Whether these header bytes are loaded. */
  public boolean loads(Expression.Payload.Base base, int offset, int length) {
    return load instanceof Expression.Payload payload
        && payload.base() == base
        && payload.offset() == offset
        && payload.length() == length;
  }

  /** Whether this is loaded. */
  public boolean loads(Expression.Meta.Key key) {
    return load instanceof Expression.Meta meta && meta.key() == key;
  }

  /** Whether the test is an inverted one. */
  public boolean inverted() {
    return test instanceof Expression.Cmp cmp
        ? cmp.operator() == Expression.Cmp.Operator.NEQ
        : test instanceof Expression.Range range && range.inverted();
  }
}
