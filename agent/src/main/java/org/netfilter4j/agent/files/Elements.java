package org.netfilter4j.agent.files;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetType;

/**
 * Many elements of sets of one type in few bytes: one after the other in one array, a million of
 * {@code hash:ip} in 6 MB. They are compared by their keys, the parts of an element; what an
 * element carries beside its key is its value.
 *
 * <p>Not safe for several threads.
 */
public final class Elements {
  private final ElementCodec codec;
  private byte[] bytes = new byte[256];
  private int end;
  private int count;

  /**
   * No elements.
   *
   * @param family of the set; null for types without one
   */
  public Elements(SetType type, @Nullable Family family) {
    codec = new ElementCodec(type, family);
  }

  /** Adds an element as a listing shows it. */
  public void add(SetEntry entry) {
    if (bytes.length - end < ElementCodec.MOST) {
      long more = Math.max(bytes.length + ElementCodec.MOST, bytes.length + (bytes.length >> 1));
      bytes = Arrays.copyOf(bytes, (int) Math.min(more, Integer.MAX_VALUE - 8));
    }
    end = codec.write(entry, bytes, end);
    count++;
  }

  /** Gives back the room for more elements. */
  public void trim() {
    bytes = Arrays.copyOf(bytes, end);
  }

  public int count() {
    return count;
  }

  /** Where the first element stands. */
  public int first() {
    return 0;
  }

  /** Whether there is an element at a place that {@link #next} gave. */
  public boolean has(int at) {
    return at < end;
  }

  /** Where the element after that one stands. */
  public int next(int at) {
    return ElementCodec.end(bytes, at);
  }

  /** Reads the element at a place. */
  public void read(int at, SetEntry into) {
    codec.read(bytes, at, into);
  }

  /** Whether the element at a place has a timeout. */
  public boolean hasTimeout(int at) {
    return ElementCodec.hasTimeout(bytes, at);
  }

  /** Whether the elements are equal, one by one, in their order. */
  public boolean sameInOrder(Elements other) {
    return count == other.count && Arrays.equals(bytes, 0, end, other.bytes, 0, other.end);
  }

  /** A way to find elements, which takes eight bytes for each of them as long as it is kept. */
  public Index index() {
    return new Index();
  }

  /** Finds elements by their keys, and keeps a note of which were found. */
  public final class Index {
    /** Places + 1, by hash; 0 where none is. */
    private final int[] table;

    private final java.util.BitSet found;
    private final byte[] key = new byte[ElementCodec.MOST];

    private Index() {
      table = new int[Integer.highestOneBit(Math.max(count, 4)) * 4];
      found = new java.util.BitSet(table.length);
      for (int at = first(); has(at); at = next(at)) {
        int slot = slot(bytes, at);
        if (table[slot] == 0) {
          table[slot] = at + 1;
        }
      }
    }

    /** The slot of a key, or the free one where it would be. */
    private int slot(byte[] of, int at) {
      int mask = table.length - 1;
      int slot = ElementCodec.hash(of, at) & mask;
      while (table[slot] != 0 && !ElementCodec.sameKey(bytes, table[slot] - 1, of, at)) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }

    /**
     * Where the element with that key stands, which is found from now on; -1 where there is none.
     */
    public int find(SetEntry entry) {
      codec.write(entry, key, 0);
      int slot = slot(key, 0);
      found.set(slot, table[slot] != 0);
      return table[slot] - 1;
    }

    /** Whether the element that was last {@link #find found} has the value that was looked for. */
    public boolean hasSameValue(int at) {
      return ElementCodec.sameValue(bytes, at, key, 0);
    }

    /** Whether the element at a place was found. */
    public boolean isFound(int at) {
      return found.get(slot(bytes, at));
    }
  }
}
