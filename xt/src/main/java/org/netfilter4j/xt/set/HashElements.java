package org.netfilter4j.xt.set;

import java.util.Arrays;
import org.netfilter4j.model.Family;

/**
 * The elements of a hash by slot: keys one after the other in one array, what they carry, which are
 * exceptions, and for networks how many there are of each prefix length.
 */
final class HashElements {
  private static final int INITIAL = 16;

  final ElementData data;
  private final HashType type;
  private final Family family;
  private final int words;
  private int[] keys;
  private byte[] exceptions;
  private int[] free = new int[8];
  private int freeCount;
  private int slots;

  /** How many elements there are of each prefix length, and the lengths, longest first. */
  private final int[] prefixCounts;

  private final int[] prefixes;
  private int prefixCount;

  HashElements(HashType type, SetHeader header) {
    this.type = type;
    family = header.requireFamily();
    words = type.keyWords(family);
    boolean networks = type.hasNetworks();
    keys = new int[INITIAL * words];
    exceptions = new byte[networks ? INITIAL : 0];
    data = new ElementData(header, INITIAL);
    prefixCounts = new int[networks ? family.bits() + 1 : 0];
    prefixes = new int[prefixCounts.length];
  }

  private HashElements(HashElements of) {
    type = of.type;
    family = of.family;
    words = of.words;
    keys = of.keys.clone();
    exceptions = of.exceptions.clone();
    data = of.data.copy();
    free = of.free.clone();
    freeCount = of.freeCount;
    slots = of.slots;
    prefixCounts = of.prefixCounts.clone();
    prefixes = of.prefixes.clone();
    prefixCount = of.prefixCount;
  }

  HashElements copy() {
    return new HashElements(this);
  }

  /** A slot for a new element. */
  int take(int[] key) {
    int slot = freeCount > 0 ? free[--freeCount] : slots++;
    if ((slot + 1) * words > keys.length) {
      int capacity = slot + Math.max(INITIAL, slot / 2);
      keys = Arrays.copyOf(keys, capacity * words);
      exceptions = exceptions.length == 0 ? exceptions : Arrays.copyOf(exceptions, capacity);
      data.grow(capacity);
    }
    System.arraycopy(key, 0, keys, slot * words, words);
    data.clear(slot);
    if (prefixCounts.length > 0) {
      addPrefix(type.prefix(key, 0, family));
    }
    return slot;
  }

  /** Gives a slot back. */
  void drop(int slot) {
    if (prefixCounts.length > 0) {
      removePrefix(type.prefix(keys, slot * words, family));
    }
    data.clear(slot);
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, 2 * freeCount);
    }
    free[freeCount++] = slot;
  }

  private void addPrefix(int prefix) {
    if (prefixCounts[prefix]++ > 0) {
      return;
    }
    int at = prefixCount++;
    while (at > 0 && prefixes[at - 1] < prefix) {
      prefixes[at] = prefixes[at - 1];
      at--;
    }
    prefixes[at] = prefix;
  }

  private void removePrefix(int prefix) {
    if (--prefixCounts[prefix] > 0) {
      return;
    }
    int at = 0;
    while (prefixes[at] != prefix) {
      at++;
    }
    prefixCount--;
    System.arraycopy(prefixes, at + 1, prefixes, at, prefixCount - at);
  }

  boolean isKey(int slot, int[] key) {
    int at = slot * words;
    return Arrays.equals(keys, at, at + words, key, 0, words);
  }

  void copyKey(int slot, int[] into) {
    System.arraycopy(keys, slot * words, into, 0, words);
  }

  boolean isException(int slot) {
    return exceptions.length > 0 && exceptions[slot] != 0;
  }

  void setException(int slot, boolean exception) {
    if (exceptions.length > 0) {
      exceptions[slot] = (byte) (exception ? 1 : 0);
    }
  }

  /** How many different prefix lengths there are. */
  int prefixCount() {
    return prefixCount;
  }

  /** A prefix length by its rank, longest first. */
  int prefix(int rank) {
    return prefixes[rank];
  }

  void describe(int slot, SetEntry into, long now) {
    type.describe(keys, slot * words, family, into);
    into.nomatch = isException(slot);
    data.describe(slot, into, now);
  }

  long commentBytes() {
    long bytes = 0;
    for (int slot = 0; slot < slots; slot++) {
      bytes += data.commentBytes(slot);
    }
    return bytes;
  }
}
