package org.netfilter4j.xt.match;

import java.util.EnumSet;
import java.util.Set;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Probe;
import org.netfilter4j.xt.set.IpSet;
import org.netfilter4j.xt.set.Membership;
import org.netfilter4j.xt.set.SetQuery;

/** Whether the packet is in a set that counts those that are. */
record CountingInSet(IpSet set, SetQuery query) implements Probe {
  @Override
  public Outcome test(Context context) {
    return set.contains(context.packet(), query, context.now()) ? Outcome.TRUE : Outcome.FALSE;
  }

  @Override
  public Set<Field> reads() {
    Set<Field> fields = new java.util.HashSet<>(EnumSet.allOf(Field.Header.class));
    fields.add(Field.Meta.LENGTH);
    return fields;
  }

  @Override
  public Set<Field> writes() {
    return Set.of();
  }

  @Override
  public Label label() {
    return SetMatch.label(set);
  }

  @Override
  public Label explain(Context context, Outcome outcome) {
    return Membership.explain(set, context.packet(), query, outcome == Outcome.TRUE, context.now());
  }
}
