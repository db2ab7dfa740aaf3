package org.netfilter4j.xt.set;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.lower.JenkinsHash;

/**
 * The kernel's hash table of ip_set_hash_gen.h, bucket for bucket: a bucket grows up to the bucket
 * size; when one is full the number of buckets doubles. A command that adds may double it, a packet
 * that adds itself may not.
 */
final class HashTable {
  /** AHASH_MAX_TUNED: a bucket of a multi type does not grow beyond. */
  private static final int LARGEST_BUCKET = 64;

  /** sizeof(struct htable). */
  private static final int TABLE_BYTES = 24;

  /** sizeof(struct ip_set_region). */
  private static final int REGION_BYTES = 24;

  /** Buckets of a region: the kernel locks, counts and limits by regions of 2^10 buckets. */
  private static final int REGION_BITS = 10;

  /** What {@link #place} answers where there is no room. */
  static final int FULL = -1;

  /** What {@link #place} answers where the key is there already. */
  static final int PRESENT = -2;

  private final HashType type;
  private final SetHeader header;
  private final int words;
  private final int hashedWords;

  private int bits;
  private int bucketSize;
  private Buckets buckets;
  private int[] regionElements;
  private HashElements elements;

  HashTable(HashType type, SetHeader header) {
    this.type = type;
    this.header = header;
    Family family = HashType.family(header);
    words = type.layout.words(family);
    hashedWords = type.layout.hashedWords(family);
    bits = Integer.numberOfTrailingZeros(header.hashSize());
    bucketSize = header.bucketSize();
    buckets =
        new Buckets(
            1 << bits, ElementData.elementBytes(header, 4 * words, type.layout.alignment(family)));
    regionElements = new int[regions(bits)];
    elements = new HashElements(type, header);
  }

  private HashTable(HashTable of) {
    type = of.type;
    header = of.header;
    words = of.words;
    hashedWords = of.hashedWords;
    bits = of.bits;
    bucketSize = of.bucketSize;
    buckets = of.buckets.copy();
    regionElements = of.regionElements.clone();
    elements = of.elements.copy();
  }

  HashTable copy() {
    return new HashTable(this);
  }

  HashElements elements() {
    return elements;
  }

  private static int regions(int bits) {
    return bits < REGION_BITS ? 1 : 1 << (bits - REGION_BITS);
  }

  private static int region(int index) {
    return index >>> REGION_BITS;
  }

  private int index(int[] key, int size) {
    return JenkinsHash.of(key, hashedWords, header.initval()) & (size - 1);
  }

  /** The places of the bucket that a key is in, of which those above 0 are slots + 1. */
  int @Nullable [] bucket(int[] key) {
    return buckets.get(index(key, buckets.size()));
  }

  // Adding.

  /**
   * The slot for a key, new or, with {@code exist}, its own; FULL or PRESENT (mtype_add).
   *
   * @param kept as {@link SetEntry#kept}
   */
  int place(int[] key, boolean exist, boolean mayGrow, boolean kept, long now) {
    while (true) {
      int index = index(key, buckets.size());
      int region = region(index);
      boolean full = !kept && isFull(region, now);
      boolean force = full && header.forceAdd();
      int[] bucket = buckets.get(index);
      if (bucket == null) {
        return full ? FULL : take(buckets.widen(index), 0, key, region);
      }
      int used = Buckets.used(bucket);
      int reuse = -1;
      for (int i = 0; i < used; i++) {
        if (bucket[i] == Buckets.DELETED) {
          reuse = reuse < 0 ? i : reuse;
          continue;
        }
        int slot = bucket[i] - 1;
        if (elements.isKey(slot, key)) {
          return exist || elements.data.isExpired(slot, now) ? slot : PRESENT;
        }
        if (reuse < 0 && elements.data.isExpired(slot, now)) {
          reuse = i;
        }
      }
      if (reuse >= 0 || force) {
        int at = Math.max(reuse, 0);
        if (bucket[at] > 0) {
          drop(bucket[at] - 1, region);
        }
        return take(bucket, at, key, region);
      }
      if (full) {
        return FULL;
      }
      if (used < bucket.length) {
        return take(bucket, used, key, region);
      }
      if (type.isMulti() && !enlarge(bucket, key)) {
        return FULL;
      }
      if (bucket.length < bucketSize) {
        return take(buckets.widen(index), used, key, region);
      }
      if (!mayGrow || !grow(now)) {
        return FULL;
      }
    }
  }

  /** Lets buckets grow where one has as many elements of one network; false at the limit. */
  private boolean enlarge(int[] bucket, int[] key) {
    if (bucketSize >= LARGEST_BUCKET) {
      return false;
    }
    int same = 0;
    for (int place : bucket) {
      same += place > 0 && elements.isSameNetwork(place - 1, key) ? 1 : 0;
    }
    if (bucketSize <= same) {
      bucketSize += Buckets.STEP;
    }
    return true;
  }

  /**
   * Whether no more elements go into a region. A region that has its share makes the kernel count
   * all; another region may still take more than the whole.
   */
  private boolean isFull(int region, long now) {
    int share = Integer.divideUnsigned(header.maxElements(), regionElements.length);
    if (Integer.compareUnsigned(regionElements[region], share) < 0) {
      return false;
    }
    if (header.hasTimeout()) {
      collect(region, now);
    }
    int all = 0;
    for (int count : regionElements) {
      all += count;
    }
    return Integer.compareUnsigned(all, header.maxElements()) >= 0;
  }

  private int take(int[] bucket, int at, int[] key, int region) {
    int slot = elements.take(key);
    bucket[at] = slot + 1;
    regionElements[region]++;
    return slot;
  }

  /** Forgets an element whose place is given to another or to none. */
  private void drop(int slot, int region) {
    regionElements[region]--;
    elements.drop(slot);
  }

  // Deleting.

  /** Deletes the element of a key; whether it was there. */
  boolean delete(int[] key, long now) {
    int index = index(key, buckets.size());
    int[] bucket = buckets.get(index);
    if (bucket == null) {
      return false;
    }
    int used = Buckets.used(bucket);
    for (int i = 0; i < used; i++) {
      if (bucket[i] <= 0 || !elements.isKey(bucket[i] - 1, key)) {
        continue;
      }
      if (elements.data.isExpired(bucket[i] - 1, now)) {
        return false;
      }
      drop(bucket[i] - 1, region(index));
      // Only the last place is given back; those before it wait for new elements.
      bucket[i] = i + 1 == used ? 0 : Buckets.DELETED;
      int left = i + 1 == used ? used - 1 : used;
      shrink(index, bucket, left, left);
      return true;
    }
    return false;
  }

  /** Gives back places: all where as many as {@code most} are deleted, two where there are two. */
  private void shrink(int index, int[] bucket, int used, int most) {
    int deleted = 0;
    for (int i = 0; i < used; i++) {
      deleted += bucket[i] == Buckets.DELETED ? 1 : 0;
    }
    if (deleted >= most) {
      buckets.remove(index, bucket);
    } else if (deleted >= Buckets.STEP) {
      buckets.compact(index, bucket, used);
    }
  }

  /** Frees what timed out in a region (mtype_gc_do). */
  private void collect(int region, long now) {
    for (int index = 0; index < buckets.size(); index++) {
      int[] bucket = buckets.get(index);
      if (bucket == null || region(index) != region) {
        continue;
      }
      int used = Buckets.used(bucket);
      for (int i = 0; i < used; i++) {
        if (bucket[i] > 0 && elements.data.isExpired(bucket[i] - 1, now)) {
          drop(bucket[i] - 1, region);
          bucket[i] = Buckets.DELETED;
        }
      }
      shrink(index, bucket, used, bucket.length);
    }
  }

  void flush() {
    buckets = buckets.empty(buckets.size());
    Arrays.fill(regionElements, 0);
    elements = new HashElements(type, header);
  }

  // Growing.

  /** Doubles the buckets, again where one is still too full; false at the limit (mtype_resize). */
  private boolean grow(long now) {
    for (int more = bits + 1; more <= HashType.MAX_HASH_BITS; more++) {
      if (rehash(more, now)) {
        return true;
      }
    }
    return false;
  }

  private boolean rehash(int newBits, long now) {
    Buckets into = buckets.empty(1 << newBits);
    int[] counts = new int[regions(newBits)];
    int[] key = new int[words];
    for (int from = 0; from < buckets.size(); from++) {
      int[] bucket = buckets.get(from);
      if (bucket == null) {
        continue;
      }
      for (int place : bucket) {
        if (place <= 0 || elements.data.isExpired(place - 1, now)) {
          continue;
        }
        elements.copyKey(place - 1, key);
        int index = index(key, into.size());
        int[] target = into.get(index);
        int used = target == null ? 0 : Buckets.used(target);
        if (target == null || used == target.length) {
          if (target != null && target.length >= bucketSize) {
            return false;
          }
          target = into.widen(index);
        }
        target[used] = place;
        counts[region(index)]++;
      }
    }
    forgetExpired(now);
    buckets = into;
    bits = newBits;
    regionElements = counts;
    return true;
  }

  /** What timed out did not move to the larger table; its slots and prefix lengths are free. */
  private void forgetExpired(long now) {
    if (!header.hasTimeout()) {
      return;
    }
    for (int index = 0; index < buckets.size(); index++) {
      int[] bucket = buckets.get(index);
      if (bucket != null) {
        for (int place : bucket) {
          if (place > 0 && elements.data.isExpired(place - 1, now)) {
            drop(place - 1, 0);
          }
        }
      }
    }
  }

  // Figures.

  int size() {
    return buckets.size();
  }

  int bucketSize() {
    return bucketSize;
  }

  int count(long now) {
    int[] count = {0};
    forEach(now, slot -> count[0]++);
    return count[0];
  }

  /** What the kernel keeps beside the set's own struct. */
  long memoryBytes() {
    long comments = header.comment() ? elements.commentBytes() : 0;
    return TABLE_BYTES + (long) REGION_BYTES * regionElements.length + buckets.bytes() + comments;
  }

  /** The slots that have not timed out, bucket by bucket. */
  void forEach(long now, IntConsumer to) {
    for (int index = 0; index < buckets.size(); index++) {
      int[] bucket = buckets.get(index);
      if (bucket == null) {
        continue;
      }
      for (int place : bucket) {
        if (place > 0 && !elements.data.isExpired(place - 1, now)) {
          to.accept(place - 1);
        }
      }
    }
  }
}
