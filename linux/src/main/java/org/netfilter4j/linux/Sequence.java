package org.netfilter4j.linux;

/**
 * The order of a chain's rules while it is changed, each rule a number: at first 0, 1, 2 and so on.
 * A gap buffer, so that a batch of insertions or deletions in one place, wherever it is, costs no
 * more than one of appends. Nothing is kept for a chain that is not changed.
 */
final class Sequence {
  private static final int[] NONE = {};
  private int[] items = NONE;
  private int plain;
  private boolean own;
  private int gapStart;
  private int gapEnd;

  /**
   * @param size how many rules there are at first
   */
  Sequence(int size) {
    plain = size;
  }

  int size() {
    return own ? items.length - (gapEnd - gapStart) : plain;
  }

  /** The number that stands at that place. */
  int get(int index) {
    if (!own) {
      return java.util.Objects.checkIndex(index, plain);
    }
    return items[index < gapStart ? index : index + (gapEnd - gapStart)];
  }

  void set(int index, int number) {
    makeOwn();
    items[index < gapStart ? index : index + (gapEnd - gapStart)] = number;
  }

  /** Puts a number before that place, or at the end. */
  void add(int index, int number) {
    makeOwn();
    moveGap(index);
    if (gapStart == gapEnd) {
      grow();
    }
    items[gapStart++] = number;
  }

  /** Takes out the number at that place. */
  int remove(int index) {
    makeOwn();
    moveGap(index);
    return items[gapEnd++];
  }

  void clear() {
    own = false;
    plain = 0;
    items = NONE;
  }

  private void makeOwn() {
    if (own) {
      return;
    }
    items = new int[plain + Math.max(16, plain / 2)];
    for (int i = 0; i < plain; i++) {
      items[i] = i;
    }
    gapStart = plain;
    gapEnd = items.length;
    own = true;
  }

  private void moveGap(int index) {
    int count = gapStart - index;
    if (count > 0) {
      System.arraycopy(items, index, items, gapEnd - count, count);
    } else {
      System.arraycopy(items, gapEnd, items, gapStart, -count);
    }
    gapStart -= count;
    gapEnd -= count;
  }

  private void grow() {
    int size = items.length;
    int[] more = new int[size + Math.max(16, size / 2)];
    System.arraycopy(items, 0, more, 0, gapStart);
    int tail = size - gapEnd;
    System.arraycopy(items, gapEnd, more, more.length - tail, tail);
    gapEnd = more.length - tail;
    items = more;
  }
}
