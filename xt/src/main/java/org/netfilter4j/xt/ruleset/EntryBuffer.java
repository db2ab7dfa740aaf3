package org.netfilter4j.xt.ruleset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.LazyEntries;
import org.netfilter4j.model.Rule;

/**
 * The rules of a chain while it is changed: a gap buffer, so that a batch of insertions or
 * deletions in one place, wherever it is, costs no more than one of appends. The list that it was
 * made from is shared until the first change, and each of its rules is taken from it when it is
 * asked for; what is only appended leaves that list unread.
 */
final class EntryBuffer {
  private List<Entry> shared;

  /** Those of the shared list whose counters are zeroed. */
  private final BitSet zeroed = new BitSet();

  /** What was appended, while nothing else was done. */
  private final List<Entry> tail = new ArrayList<>(0);

  /** The rules; null where the shared list has it. */
  private @Nullable Entry[] items = new Entry[0];

  /** Where the shared list has it. */
  private int[] origins = new int[0];

  private boolean own;
  private int gapStart;
  private int gapEnd;

  EntryBuffer(List<Entry> from) {
    shared = from;
  }

  int size() {
    return own ? items.length - (gapEnd - gapStart) : shared.size() + tail.size();
  }

  /** Whether there are surely none; unlike {@link #size} it reads nothing. */
  boolean isSurelyEmpty() {
    if (own) {
      return size() == 0;
    }
    boolean none = shared instanceof LazyEntries lazy ? lazy.isSurelyEmpty() : shared.isEmpty();
    return none && tail.isEmpty();
  }

  Entry get(int index) {
    Entry changed = changed(index);
    if (changed != null) {
      return changed;
    }
    int origin = origin(index);
    Entry entry = shared.get(origin);
    return zeroed.get(origin) ? withoutCounters(entry) : entry;
  }

  /** The name of the chain that a rule goes to, or null. */
  @Nullable String chain(int index) {
    Entry changed = changed(index);
    return changed == null && shared instanceof LazyEntries lazy
        ? lazy.chain(origin(index))
        : get(index).rule().target().chain();
  }

  /** Whether the rule may be the same as that one; false only where it is not for certain. */
  boolean mayBe(int index, Rule rule) {
    return changed(index) != null
        || !(shared instanceof LazyEntries lazy)
        || lazy.mayBe(origin(index), rule);
  }

  private int place(int index) {
    return index < gapStart ? index : index + (gapEnd - gapStart);
  }

  /** The rule at that place where it is not the shared list's; else null. */
  private @Nullable Entry changed(int index) {
    if (own) {
      return items[place(index)];
    }
    int before = tail.isEmpty() ? Integer.MAX_VALUE : shared.size();
    return index < before ? null : tail.get(index - before);
  }

  /** Where the shared list has the rule at that place. */
  private int origin(int index) {
    return own ? origins[place(index)] : index;
  }

  private static Entry withoutCounters(Entry entry) {
    return entry.counters().equals(Counters.ZERO) ? entry : entry.withCounters(Counters.ZERO);
  }

  void zero(int index) {
    Entry changed = changed(index);
    if (changed == null) {
      zeroed.set(origin(index));
    } else if (own) {
      items[place(index)] = withoutCounters(changed);
    } else {
      tail.set(index - shared.size(), withoutCounters(changed));
    }
  }

  void set(int index, Entry entry) {
    makeOwn();
    items[place(index)] = entry;
  }

  void append(Entry entry) {
    if (own) {
      add(size(), entry);
    } else {
      tail.add(entry);
    }
  }

  void add(int index, Entry entry) {
    makeOwn();
    moveGap(index);
    if (gapStart == gapEnd) {
      grow();
    }
    items[gapStart++] = entry;
  }

  void remove(int index) {
    makeOwn();
    moveGap(index);
    items[gapEnd++] = null;
  }

  void clear() {
    own = false;
    shared = List.of();
    tail.clear();
    zeroed.clear();
    items = new Entry[0];
    origins = new int[0];
  }

  List<Entry> toList() {
    if (!own && tail.isEmpty() && zeroed.isEmpty()) {
      return shared;
    }
    List<Entry> list = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      list.add(get(i));
    }
    clear();
    shared = List.copyOf(list);
    return shared;
  }

  private void makeOwn() {
    if (own) {
      return;
    }
    int kept = shared.size();
    int size = kept + tail.size();
    items = new Entry[size + Math.max(16, size / 2)];
    origins = new int[items.length];
    for (int i = 0; i < kept; i++) {
      origins[i] = i;
    }
    for (int i = kept; i < size; i++) {
      items[i] = tail.get(i - kept);
    }
    tail.clear();
    gapStart = size;
    gapEnd = items.length;
    own = true;
  }

  private void move(int from, int to, int count) {
    System.arraycopy(items, from, items, to, count);
    System.arraycopy(origins, from, origins, to, count);
  }

  private void moveGap(int index) {
    if (index < gapStart) {
      int count = gapStart - index;
      move(index, gapEnd - count, count);
      gapStart = index;
      gapEnd -= count;
      clearGap(gapStart, Math.min(gapEnd, gapStart + count));
    } else if (index > gapStart) {
      int count = index - gapStart;
      move(gapEnd, gapStart, count);
      gapStart = index;
      gapEnd += count;
      clearGap(Math.max(gapStart, gapEnd - count), gapEnd);
    }
  }

  private void clearGap(int from, int to) {
    for (int i = from; i < to; i++) {
      items[i] = null;
    }
  }

  private void grow() {
    int size = items.length;
    int length = size + Math.max(16, size / 2);
    @Nullable Entry[] more = new Entry[length];
    int[] places = Arrays.copyOf(origins, length);
    System.arraycopy(items, 0, more, 0, gapStart);
    int rest = size - gapEnd;
    System.arraycopy(items, gapEnd, more, length - rest, rest);
    System.arraycopy(origins, gapEnd, places, length - rest, rest);
    gapEnd = length - rest;
    items = more;
    origins = places;
  }
}
