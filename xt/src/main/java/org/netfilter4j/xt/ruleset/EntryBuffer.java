package org.netfilter4j.xt.ruleset;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Entry;

/**
 * The rules of a chain while it is changed: a gap buffer, so that a batch of insertions or
 * deletions in one place, wherever it is, costs no more than one of appends. The list that it was
 * made from is shared until the first change.
 */
final class EntryBuffer {
  private List<Entry> shared;
  private @Nullable Entry[] items = new Entry[0];
  private boolean own;
  private int gapStart;
  private int gapEnd;

  EntryBuffer(List<Entry> from) {
    shared = from;
  }

  int size() {
    return own ? items.length - (gapEnd - gapStart) : shared.size();
  }

  Entry get(int index) {
    if (!own) {
      return shared.get(index);
    }
    return Objects.requireNonNull(items[index < gapStart ? index : index + (gapEnd - gapStart)]);
  }

  void set(int index, Entry entry) {
    makeOwn();
    items[index < gapStart ? index : index + (gapEnd - gapStart)] = entry;
  }

  void add(int index, Entry entry) {
    makeOwn();
    moveGap(index);
    if (gapStart == gapEnd) {
      grow();
    }
    items[gapStart++] = entry;
  }

  Entry remove(int index) {
    makeOwn();
    moveGap(index);
    Entry removed = Objects.requireNonNull(items[gapEnd]);
    items[gapEnd++] = null;
    return removed;
  }

  void clear() {
    own = false;
    shared = List.of();
    items = new Entry[0];
  }

  List<Entry> toList() {
    if (!own) {
      return shared;
    }
    List<Entry> list = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      list.add(get(i));
    }
    shared = List.copyOf(list);
    own = false;
    items = new Entry[0];
    return shared;
  }

  private void makeOwn() {
    if (own) {
      return;
    }
    int size = shared.size();
    items = new Entry[size + Math.max(16, size / 2)];
    for (int i = 0; i < size; i++) {
      items[i] = shared.get(i);
    }
    gapStart = size;
    gapEnd = items.length;
    own = true;
  }

  private void moveGap(int index) {
    if (index < gapStart) {
      int count = gapStart - index;
      System.arraycopy(items, index, items, gapEnd - count, count);
      gapStart = index;
      gapEnd -= count;
      clearGap(gapStart, Math.min(gapEnd, gapStart + count));
    } else if (index > gapStart) {
      int count = index - gapStart;
      System.arraycopy(items, gapEnd, items, gapStart, count);
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
    @Nullable Entry[] more = new Entry[size + Math.max(16, size / 2)];
    System.arraycopy(items, 0, more, 0, gapStart);
    int tail = size - gapEnd;
    System.arraycopy(items, gapEnd, more, more.length - tail, tail);
    gapEnd = more.length - tail;
    items = more;
  }
}
