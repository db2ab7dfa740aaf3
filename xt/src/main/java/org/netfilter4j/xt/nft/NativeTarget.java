package org.netfilter4j.xt.nft;

import org.netfilter4j.model.Target;
import org.netfilter4j.wire.nft.Expression;

/**
 * A target extension that iptables-nft writes as an expression of nf_tables' own.
 *
 * @param <T> the target's normal form
 */
public interface NativeTarget<T extends Target.Extended> {
  Expression encode(T target);

  /** What the extension's own expression says. */
  T decode(Expression expression);
}
