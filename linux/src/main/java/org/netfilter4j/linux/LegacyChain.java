package org.netfilter4j.linux;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.wire.xtables.TableBlob;

/** A chain of a legacy table while it is changed: entries of the old table, and new ones. */
final class LegacyChain {
  /**
   * A new rule's entry, its counters included, and the chain that it goes to.
   *
   * @param block what the entry stands in, with others
   * @param at where it begins
   */
  record Added(byte[] block, int at, int length, @Nullable LegacyChain to) {}

  /** Its entries in the old table; null for one that is new. */
  final TableBlob.@Nullable Chain old;

  String name;

  /** Whether the name is not the old one. */
  boolean named;

  /** Numbers of the old chain's rules; the added one of number i is -1 - i. */
  final Sequence order;

  final List<Added> added = new ArrayList<>();

  /** The old rules whose counters are zeroed. */
  final BitSet zeroed = new BitSet();

  /** A built-in chain's, as EntryForm numbers it. */
  int policy;

  /** What the policy is to have counted; null where that stays. */
  @Nullable Counters policyCounters;

  /** Whether what the policy had counted when it was read is taken off. */
  boolean policyZeroed;

  /** Its index in the table that is put together; -1 where it is in none. */
  int index = -1;

  LegacyChain(String name, TableBlob.@Nullable Chain old, int policy) {
    this.name = name;
    this.old = old;
    this.policy = policy;
    order = new Sequence(old == null ? 0 : old.last() - old.first());
  }

  boolean isBuiltIn() {
    return old != null && old.hook() >= 0;
  }

  void insert(int index, Added rule) {
    order.add(index, keep(rule));
  }

  void replace(int index, Added rule) {
    order.set(index, keep(rule));
  }

  private int keep(Added rule) {
    added.add(rule);
    return -added.size();
  }

  /** Rules that were added keep the counters that they were given, as with libiptc. */
  void zero(int index) {
    int number = order.get(index);
    if (number >= 0) {
      zeroed.set(number);
    }
  }

  void zeroAll() {
    for (int i = 0; i < order.size(); i++) {
      zero(i);
    }
    if (policyCounters == null) {
      policyZeroed = true;
    }
  }
}
