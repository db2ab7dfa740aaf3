package org.netfilter4j.xt.set;

/** How many elements a set has of each prefix length, and the lengths, longest first. */
final class PrefixLengths {
  private final int[] counts;
  private final int[] lengths;
  private int size;

  PrefixLengths(int bits) {
    counts = new int[bits + 1];
    lengths = new int[bits + 1];
  }

  private PrefixLengths(PrefixLengths of) {
    counts = of.counts.clone();
    lengths = of.lengths.clone();
    size = of.size;
  }

  PrefixLengths copy() {
    return new PrefixLengths(this);
  }

  void add(int prefix) {
    if (counts[prefix]++ > 0) {
      return;
    }
    int at = size++;
    while (at > 0 && lengths[at - 1] < prefix) {
      lengths[at] = lengths[at - 1];
      at--;
    }
    lengths[at] = prefix;
  }

  void remove(int prefix) {
    if (--counts[prefix] > 0) {
      return;
    }
    int at = 0;
    while (lengths[at] != prefix) {
      at++;
    }
    size--;
    System.arraycopy(lengths, at + 1, lengths, at, size - at);
  }

  /** How many different lengths there are. */
  int size() {
    return size;
  }

  /** A length by its rank, longest first. */
  int get(int rank) {
    return lengths[rank];
  }
}
