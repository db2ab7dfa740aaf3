package org.netfilter4j.xt.ruleset;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Target;

/** A chain while it is changed. */
final class ChainDraft {
  private final Chain before;
  private String name;
  private Target.@Nullable Standard policy;
  private Counters counters;
  private final EntryBuffer rules;
  private boolean changed;
  private int lastEdit = -1;

  ChainDraft(Chain chain) {
    before = chain;
    name = chain.name();
    policy = chain.policy();
    counters = chain.counters();
    rules = new EntryBuffer(chain.rules());
  }

  String name() {
    return name;
  }

  void rename(String to, int edit) {
    touch(edit);
    name = to;
  }

  boolean isBuiltIn() {
    return policy != null;
  }

  Target.@Nullable Standard policy() {
    return policy;
  }

  Counters counters() {
    return counters;
  }

  void setPolicy(Target.Standard to, @Nullable Counters counted, int edit) {
    touch(edit);
    policy = to;
    if (counted != null) {
      counters = counted;
    }
  }

  EntryBuffer rules() {
    return rules;
  }

  /** The rules, to be changed. */
  EntryBuffer changeRules(int edit) {
    touch(edit);
    return rules;
  }

  void zero(int edit) {
    touch(edit);
    counters = Counters.ZERO;
    for (int i = 0; i < rules.size(); i++) {
      rules.zero(i);
    }
  }

  void zero(int index, int edit) {
    touch(edit);
    rules.zero(index);
  }

  /** Marks that the chain was made or changed by this edit. */
  void touch(int edit) {
    changed = true;
    lastEdit = edit;
  }

  boolean changed() {
    return changed;
  }

  /** The index of the last edit that changed this chain; -1 where none did. */
  int lastEdit() {
    return lastEdit;
  }

  Chain freeze() {
    return changed ? new Chain(name, policy, counters, rules.toList()) : before;
  }
}
