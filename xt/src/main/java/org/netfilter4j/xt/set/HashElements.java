package org.netfilter4j.xt.set;

import java.util.Arrays;
import org.netfilter4j.model.Family;

/**
 * The elements of a hash by slot: keys one after the other in one array, what they carry, which are
 * exceptions, and the prefix lengths of their networks.
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

  /** For each network of a key. */
  private final PrefixLengths[] prefixes;

  HashElements(HashType type, SetHeader header) {
    this.type = type;
    family = HashType.family(header);
    words = type.layout.words(family);
    keys = new int[INITIAL * words];
    exceptions = new byte[type.hasNetworks() ? INITIAL : 0];
    data = new ElementData(header, INITIAL);
    prefixes = new PrefixLengths[type.layout.networks()];
    Arrays.setAll(prefixes, i -> new PrefixLengths(family.bits()));
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
    prefixes = of.prefixes.clone();
    Arrays.setAll(prefixes, i -> of.prefixes[i].copy());
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
    for (int i = 0; i < prefixes.length; i++) {
      prefixes[i].add(type.layout.prefix(key, 0, family, i));
    }
    return slot;
  }

  /** Gives a slot back. */
  void drop(int slot) {
    for (int i = 0; i < prefixes.length; i++) {
      prefixes[i].remove(type.layout.prefix(keys, slot * words, family, i));
    }
    data.clear(slot);
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, 2 * freeCount);
    }
    free[freeCount++] = slot;
  }

  boolean isKey(int slot, int[] key) {
    return type.isKey(keys, slot * words, key, family);
  }

  boolean isSameNetwork(int slot, int[] key) {
    return type.isSameNetwork(keys, slot * words, key, family);
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

  /** The prefix lengths of a network of the keys. */
  PrefixLengths prefixes(int network) {
    return prefixes[network];
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
