package org.netfilter4j.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;

/** A loaded rule: what it tests and does, what it has counted, and the state it keeps. */
final class RuleProgram {
  final RuleId id;
  final Rule rule;
  final Condition condition;
  final Action action;
  final RuleState state;

  /** Where a jump or goto leads; null for other actions. */
  @Nullable ChainProgram target;

  long packets;
  long bytes;
  private Fate.@Nullable Cause decision;
  private @Nullable Fate dropped;
  private @Nullable Fate malformed;
  private @Nullable Fate queued;
  private @Nullable Fate stolen;

  RuleProgram(RuleId id, Entry entry, List<Condition> conditions, Action action, RuleState state) {
    this.id = id;
    this.rule = entry.rule();
    this.condition = conditions.size() == 1 ? conditions.getFirst() : new Condition.All(conditions);
    this.action = action;
    this.state = state;
    packets = entry.counters().packets();
    bytes = entry.counters().bytes();
  }

  Entry entry() {
    return new Entry(rule, new Counters(packets, bytes));
  }

  /** This rule as the one that decided; made once. */
  Fate.Cause decision() {
    Fate.Cause made = decision;
    if (made == null) {
      made = new Fate.Cause.ByRule(id);
      decision = made;
    }
    return made;
  }

  // The fates that this rule can give are made once, when the first packet meets them.

  Fate dropped() {
    Fate fate = dropped;
    if (fate == null) {
      fate = new Fate.Dropped(decision());
      dropped = fate;
    }
    return fate;
  }

  Fate malformed() {
    Fate fate = malformed;
    if (fate == null) {
      fate = new Fate.Dropped(new Fate.Cause.ByMatch(id));
      malformed = fate;
    }
    return fate;
  }

  Fate queued() {
    Fate fate = queued;
    if (fate == null) {
      fate = new Fate.Queued(id);
      queued = fate;
    }
    return fate;
  }

  Fate stolen() {
    Fate fate = stolen;
    if (fate == null) {
      fate = new Fate.Stolen(id);
      stolen = fate;
    }
    return fate;
  }
}
