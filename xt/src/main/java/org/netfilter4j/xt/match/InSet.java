package org.netfilter4j.xt.match;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Reading;
import org.netfilter4j.xt.set.IpSet;
import org.netfilter4j.xt.set.Membership;
import org.netfilter4j.xt.set.SetQuery;

/** 1 where the packet is in the set, else 0. */
record InSet(IpSet set, SetQuery query) implements Reading {
  @Override
  public Presence read(Context context, Cell into) {
    into.number(set.contains(context.packet(), query, context.now()) ? 1 : 0);
    return Presence.PRESENT;
  }

  @Override
  public Source source() {
    return Source.HOST;
  }

  @Override
  public Label label() {
    return SetMatch.label(set);
  }

  @Override
  public @Nullable Label explain(Context context, Values values, Outcome outcome) {
    boolean contained = set.contains(context.packet(), query, context.now());
    return Membership.explain(set, context.packet(), query, contained, context.now());
  }
}
