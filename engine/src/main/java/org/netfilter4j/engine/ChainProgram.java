package org.netfilter4j.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Target;

/** A loaded chain. */
final class ChainProgram {
  final String name;
  final Target.@Nullable Standard policy;
  RuleProgram[] rules = new RuleProgram[0];
  long packets;
  long bytes;

  /** The bits of the hooks that reach it. */
  int hooks;

  /** How many jumps may be open below it; -1 while that is being found out, -2 before. */
  int depth = -2;

  /** The policy as what decided. */
  final Fate.Cause byPolicy;

  /** What the policy does to a packet, if it drops. */
  final Fate dropped;

  ChainProgram(Chain chain, Fate.Cause byPolicy) {
    name = chain.name();
    policy = chain.policy();
    packets = chain.counters().packets();
    bytes = chain.counters().bytes();
    this.byPolicy = byPolicy;
    dropped = new Fate.Dropped(byPolicy);
  }

  Chain chain() {
    List<Entry> entries = new ArrayList<>(rules.length);
    for (RuleProgram rule : rules) {
      entries.add(rule.entry());
    }
    return new Chain(name, policy, new Counters(packets, bytes), entries);
  }
}
