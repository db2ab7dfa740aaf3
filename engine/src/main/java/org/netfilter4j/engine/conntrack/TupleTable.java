package org.netfilter4j.engine.conntrack;

import org.jspecify.annotations.Nullable;

/**
 * The connections' tuples, by tuple and zone: a hash table with open addressing and linear probing,
 * in which tuples stand in the order of their hashes as far as possible. Looking up allocates
 * nothing.
 */
final class TupleTable {
  private @Nullable FlowTuple[] slots = new FlowTuple[64];
  private int shift = 32 - 6;
  private int size;

  int size() {
    return size;
  }

  /** Tuples of the original direction count. */
  static final int ORIGINALS = 1;

  /** Tuples of replies count. */
  static final int REPLIES = 2;

  /**
   * The connection's tuple that is equal to the key and counts in the zone.
   *
   * @param directions {@link #ORIGINALS}, {@link #REPLIES}, or both
   */
  @Nullable FlowTuple find(FlowTuple key, int zone, int directions) {
    int hash = key.hash(zone);
    int mask = slots.length - 1;
    for (int i = hash >>> shift; ; i = i + 1 & mask) {
      FlowTuple tuple = slots[i];
      if (tuple == null) {
        return null;
      }
      if (tuple.storedHash == hash
          && tuple.zone == zone
          && tuple.sameFlow(key)
          && (directions & (tuple.replies ? REPLIES : ORIGINALS)) != 0) {
        return tuple;
      }
    }
  }

  void add(FlowTuple tuple) {
    if (2 * (size + 1) > slots.length) {
      grow();
    }
    tuple.storedHash = tuple.hash(tuple.zone);
    put(tuple);
    size++;
  }

  private void put(FlowTuple tuple) {
    int mask = slots.length - 1;
    int i = tuple.storedHash >>> shift;
    while (slots[i] != null) {
      i = i + 1 & mask;
    }
    slots[i] = tuple;
  }

  private void grow() {
    @Nullable FlowTuple[] old = slots;
    slots = new FlowTuple[2 * old.length];
    shift--;
    for (FlowTuple tuple : old) {
      if (tuple != null) {
        put(tuple);
      }
    }
  }

  /** Removes this very tuple, if it is there. */
  void remove(FlowTuple tuple) {
    int mask = slots.length - 1;
    int i = tuple.storedHash >>> shift;
    while (slots[i] != tuple) {
      if (slots[i] == null) {
        return;
      }
      i = i + 1 & mask;
    }
    size--;
    // Close the gap: whatever is further from its home than the gap moves into it.
    int gap = i;
    for (int j = i + 1 & mask; ; j = j + 1 & mask) {
      FlowTuple other = slots[j];
      if (other == null) {
        slots[gap] = null;
        return;
      }
      int home = other.storedHash >>> shift;
      if ((j - home & mask) >= (j - gap & mask)) {
        slots[gap] = other;
        gap = j;
      }
    }
  }

  /**
   * One of the tuples whose hashes lie within a distance above a hash, for finding one to evict.
   *
   * @param skip how many of them to pass over
   */
  @Nullable FlowTuple near(int hash, int distance, int skip) {
    int mask = slots.length - 1;
    int last = (hash + distance - 1) >>> shift;
    int left = skip;
    boolean passed = false;
    for (int i = hash >>> shift; ; i = i + 1 & mask) {
      FlowTuple tuple = slots[i];
      if (tuple == null && passed) {
        return null;
      }
      if (tuple != null
          && Integer.compareUnsigned(tuple.storedHash - hash, distance) < 0
          && left-- == 0) {
        return tuple;
      }
      // What belongs at the last place may stand beyond it, up to the next gap.
      passed |= i == last;
      if (tuple == null && passed) {
        return null;
      }
    }
  }
}
