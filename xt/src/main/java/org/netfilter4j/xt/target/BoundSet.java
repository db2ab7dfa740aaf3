package org.netfilter4j.xt.target;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.set.IpSet;
import org.netfilter4j.xt.set.SetQuery;
import org.netfilter4j.xt.set.SetReference;

/** A set that a rule holds, and what it asks of it. */
record BoundSet(IpSet set, SetQuery query) {
  /** The set that is there now under that name; null where none is asked for or there. */
  static @Nullable BoundSet of(@Nullable SetReference reference, Lowering lowering) {
    if (reference == null) {
      return null;
    }
    IpSet set = lowering.sets().find(reference.set());
    if (set == null) {
      return null;
    }
    // A match of --map-set counts in the set, as any other does.
    SetQuery query =
        new SetQuery(
            reference.dimensions(),
            reference.sources(),
            false,
            true,
            true,
            SetQuery.CounterTest.NONE,
            SetQuery.CounterTest.NONE);
    return new BoundSet(set, query);
  }
}
