package org.netfilter4j.xt.set;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;

/**
 * The kernel's hash table of ip_set_hash_gen.h, bucket for bucket: an array per bucket that grows
 * by two places up to the bucket size; when one is full the number of buckets doubles. A command
 * that adds may double it, a packet that adds itself may not.
 *
 * <p>Keys stand one after the other in one array; a place in a bucket holds the slot of a key.
 */
final class HashContents extends Contents {
  /** AHASH_INIT_SIZE: the places of a bucket at first, and by which it grows. */
  static final int INITIAL_BUCKET = 2;

  /** sizeof(struct hbucket). */
  private static final int BUCKET_BYTES = 32;

  /** sizeof(struct htable). */
  private static final int TABLE_BYTES = 24;

  /** sizeof(struct ip_set_region). */
  private static final int REGION_BYTES = 24;

  /** Buckets of a region: the kernel locks, counts and limits by regions of 2^10 buckets. */
  private static final int REGION_BITS = 10;

  /** A place whose element was deleted; 0 is a place never used; else it is a slot + 1. */
  private static final int DELETED = -1;

  private static final int @Nullable [] NO_BUCKET = null;

  private final HashType type;
  private final SetHeader header;
  private final Family family;
  private final boolean networks;
  private final int words;
  private final int placeBytes;

  private int bits;
  private int[] @Nullable [] buckets;
  private int[] regionElements;
  private long bucketBytes;

  private HashElements elements;

  HashContents(HashType type, SetHeader header) {
    this.type = type;
    this.header = header;
    family = header.requireFamily();
    networks = type.hasNetworks();
    words = type.keyWords(family);
    placeBytes = ElementData.elementBytes(header, 4 * words, 4);
    bits = Integer.numberOfTrailingZeros(header.hashSize());
    buckets = new int[1 << bits][];
    regionElements = new int[regions(bits)];
    elements = new HashElements(type, header);
  }

  private HashContents(HashContents of) {
    type = of.type;
    header = of.header;
    family = of.family;
    networks = of.networks;
    words = of.words;
    placeBytes = of.placeBytes;
    bits = of.bits;
    buckets = of.buckets.clone();
    for (int i = 0; i < buckets.length; i++) {
      int[] bucket = buckets[i];
      if (bucket != null) {
        buckets[i] = bucket.clone();
      }
    }
    regionElements = of.regionElements.clone();
    bucketBytes = of.bucketBytes;
    elements = of.elements.copy();
  }

  @Override
  HashContents copy() {
    return new HashContents(this);
  }

  HashType type() {
    return type;
  }

  SetHeader header() {
    return header;
  }

  private static int regions(int bits) {
    return bits < REGION_BITS ? 1 : 1 << (bits - REGION_BITS);
  }

  private static int region(int index) {
    return index >>> REGION_BITS;
  }

  // Commands.

  @Override
  @Nullable SetError add(SetEntry entry, boolean exist, long now) {
    SetError error = elements.data.check(entry);
    return error != null ? error : run(HashOperation.Verb.ADD, entry, exist, now);
  }

  @Override
  @Nullable SetError delete(SetEntry entry, boolean exist, long now) {
    return run(HashOperation.Verb.DELETE, entry, exist, now);
  }

  private @Nullable SetError run(HashOperation.Verb verb, SetEntry entry, boolean exist, long now) {
    return type.apply(new HashOperation(verb, entry, this, exist, now));
  }

  @Override
  boolean test(SetEntry entry, long now) {
    HashOperation test = new HashOperation(HashOperation.Verb.TEST, entry, this, false, now);
    return type.apply(test) == null && test.found();
  }

  // Packets.

  @Override
  int test(Packet packet, SetQuery query, long now) {
    int[] key = query.key;
    if (!type.key(packet, query, header, family.bits())) {
      return OUT;
    }
    long length = packet.totalLength();
    if (!networks) {
      int slot = find(key);
      return slot >= 0 && elements.data.matches(slot, query, length, now) ? IN : OUT;
    }
    for (int i = 0; i < elements.prefixCount(); i++) {
      type.cut(key, family, elements.prefix(i));
      int slot = find(key);
      if (slot >= 0 && elements.data.matches(slot, query, length, now)) {
        query.prefix = elements.prefix(i);
        query.nomatch = elements.isException(slot);
        return query.nomatch ? EXCEPTION : IN;
      }
    }
    return OUT;
  }

  @Override
  boolean add(Packet packet, SetQuery query, boolean exist, long timeout, long now) {
    if (!type.key(packet, query, header, addedPrefix())) {
      return false;
    }
    int slot = place(query.key, exist, false, now);
    if (slot < 0) {
      return false;
    }
    elements.setException(slot, false);
    elements.data.set(slot, packet.totalLength(), timeout, now);
    return true;
  }

  @Override
  boolean delete(Packet packet, SetQuery query, long now) {
    return type.key(packet, query, header, addedPrefix()) && delete(query.key, now) == null;
  }

  /** A packet adds itself under the longest prefix length that is in the set. */
  private int addedPrefix() {
    return elements.prefixCount() > 0 ? elements.prefix(0) : family.bits();
  }

  // The table.

  private int index(int[] key) {
    return Key.hash(key, words, header.initval()) & (buckets.length - 1);
  }

  /** The slot of a key, or -1. */
  private int find(int[] key) {
    int[] bucket = buckets[index(key)];
    if (bucket != null) {
      for (int place : bucket) {
        if (place > 0 && elements.isKey(place - 1, key)) {
          return place - 1;
        }
      }
    }
    return -1;
  }

  int test(int[] key, long now) {
    if (!networks || type.prefix(key, 0, family) != family.bits()) {
      return answer(find(key), now);
    }
    for (int i = 0; i < elements.prefixCount(); i++) {
      type.cut(key, family, elements.prefix(i));
      int answer = answer(find(key), now);
      if (answer != OUT) {
        return answer;
      }
    }
    return OUT;
  }

  private int answer(int slot, long now) {
    if (slot < 0 || elements.data.isExpired(slot, now)) {
      return OUT;
    }
    return elements.isException(slot) ? EXCEPTION : IN;
  }

  @Nullable SetError add(int[] key, SetEntry entry, boolean exist, long now) {
    int slot = place(key, exist, true, now);
    if (slot < 0) {
      return slot == FULL ? SetError.HASH_FULL : SetError.EXIST;
    }
    elements.setException(slot, entry.nomatch);
    elements.data.set(slot, entry, now);
    return null;
  }

  private static final int FULL = -1;
  private static final int PRESENT = -2;

  /** The slot for a key, new or, with {@code exist}, its own; FULL or PRESENT (mtype_add). */
  private int place(int[] key, boolean exist, boolean mayGrow, long now) {
    while (true) {
      int index = index(key);
      int region = region(index);
      boolean full = isFull(region, now);
      boolean force = full && header.forceAdd();
      int[] bucket = buckets[index];
      if (bucket == null) {
        if (full) {
          return FULL;
        }
        bucket = new int[INITIAL_BUCKET];
        buckets[index] = bucket;
        bucketBytes += BUCKET_BYTES + (long) INITIAL_BUCKET * placeBytes;
        return take(bucket, 0, key, region);
      }
      int used = used(bucket);
      int reuse = -1;
      for (int i = 0; i < used; i++) {
        if (bucket[i] == DELETED) {
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
      if (bucket.length < header.bucketSize()) {
        buckets[index] = Arrays.copyOf(bucket, bucket.length + INITIAL_BUCKET);
        bucketBytes += BUCKET_BYTES + (long) INITIAL_BUCKET * placeBytes;
        return take(buckets[index], used, key, region);
      }
      if (!mayGrow || !grow(now)) {
        return FULL;
      }
    }
  }

  /** Places up to the last that was ever used and not given back (hbucket.pos). */
  private static int used(int[] bucket) {
    int used = bucket.length;
    while (used > 0 && bucket[used - 1] == 0) {
      used--;
    }
    return used;
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

  @Nullable SetError delete(int[] key, long now) {
    int index = index(key);
    int[] bucket = buckets[index];
    if (bucket == null) {
      return SetError.EXIST;
    }
    int used = used(bucket);
    for (int i = 0; i < used; i++) {
      if (bucket[i] <= 0 || !elements.isKey(bucket[i] - 1, key)) {
        continue;
      }
      if (elements.data.isExpired(bucket[i] - 1, now)) {
        return SetError.EXIST;
      }
      drop(bucket[i] - 1, region(index));
      // Only the last place is given back; those before it wait for new elements.
      bucket[i] = i + 1 == used ? 0 : DELETED;
      shrink(index, i + 1 == used ? used - 1 : used);
      return null;
    }
    return SetError.EXIST;
  }

  private void shrink(int index, int used) {
    int[] bucket = buckets[index];
    int deleted = 0;
    for (int i = 0; i < used; i++) {
      deleted += bucket[i] == DELETED ? 1 : 0;
    }
    if (deleted == used) {
      bucketBytes -= BUCKET_BYTES + (long) bucket.length * placeBytes;
      buckets[index] = NO_BUCKET;
    } else if (deleted >= INITIAL_BUCKET) {
      compact(index, used);
    }
  }

  private void compact(int index, int used) {
    int[] bucket = buckets[index];
    int[] smaller = new int[bucket.length - INITIAL_BUCKET];
    int at = 0;
    for (int i = 0; i < used; i++) {
      if (bucket[i] > 0) {
        smaller[at++] = bucket[i];
      }
    }
    bucketBytes -= BUCKET_BYTES + (long) INITIAL_BUCKET * placeBytes;
    buckets[index] = smaller;
  }

  /** Frees what timed out in a region (mtype_gc_do). */
  private void collect(int region, long now) {
    for (int index = 0; index < buckets.length; index++) {
      int[] bucket = buckets[index];
      if (bucket == null || region(index) != region) {
        continue;
      }
      int deleted = 0;
      int used = used(bucket);
      for (int i = 0; i < used; i++) {
        if (bucket[i] > 0 && elements.data.isExpired(bucket[i] - 1, now)) {
          drop(bucket[i] - 1, region);
          bucket[i] = DELETED;
        }
        deleted += bucket[i] == DELETED ? 1 : 0;
      }
      if (deleted >= bucket.length) {
        bucketBytes -= BUCKET_BYTES + (long) bucket.length * placeBytes;
        buckets[index] = NO_BUCKET;
      } else if (deleted >= INITIAL_BUCKET) {
        compact(index, used);
      }
    }
  }

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
    int[] @Nullable [] into = new int[1 << newBits][];
    int[] counts = new int[regions(newBits)];
    int[] key = new int[words];
    long bytes = 0;
    for (int[] bucket : buckets) {
      if (bucket == null) {
        continue;
      }
      for (int place : bucket) {
        if (place <= 0 || elements.data.isExpired(place - 1, now)) {
          continue;
        }
        elements.copyKey(place - 1, key);
        int index = Key.hash(key, words, header.initval()) & (into.length - 1);
        int[] target = into[index];
        int used = target == null ? 0 : used(target);
        if (target == null || used == target.length) {
          if (target != null && target.length >= header.bucketSize()) {
            return false;
          }
          bytes += BUCKET_BYTES + (long) INITIAL_BUCKET * placeBytes;
          target = target == null ? new int[INITIAL_BUCKET] : Arrays.copyOf(target, used + 2);
          into[index] = target;
        }
        target[used] = place;
        counts[region(index)]++;
      }
    }
    forgetExpired(now);
    buckets = into;
    bits = newBits;
    regionElements = counts;
    bucketBytes = bytes;
    return true;
  }

  /** What timed out did not move to the larger table; its slots and prefix lengths are free. */
  private void forgetExpired(long now) {
    if (!header.hasTimeout()) {
      return;
    }
    for (int[] bucket : buckets) {
      if (bucket != null) {
        for (int place : bucket) {
          if (place > 0 && elements.data.isExpired(place - 1, now)) {
            drop(place - 1, 0);
          }
        }
      }
    }
  }

  @Override
  void flush() {
    buckets = new int[buckets.length][];
    Arrays.fill(regionElements, 0);
    bucketBytes = 0;
    elements = new HashElements(type, header);
  }

  // Figures.

  @Override
  int hashSize() {
    return buckets.length;
  }

  @Override
  int count(long now) {
    int count = 0;
    for (int[] bucket : buckets) {
      if (bucket != null) {
        for (int place : bucket) {
          count += place > 0 && !elements.data.isExpired(place - 1, now) ? 1 : 0;
        }
      }
    }
    return count;
  }

  @Override
  long memoryBytes() {
    long comments = header.comment() ? elements.commentBytes() : 0;
    return type.headBytes(family)
        + TABLE_BYTES
        + (long) REGION_BYTES * regionElements.length
        + bucketBytes
        + comments;
  }

  @Override
  void forEach(long now, Consumer<SetEntry> to) {
    SetEntry entry = new SetEntry();
    for (int[] bucket : buckets) {
      if (bucket == null) {
        continue;
      }
      for (int place : bucket) {
        int slot = place - 1;
        if (place <= 0 || elements.data.isExpired(slot, now)) {
          continue;
        }
        elements.describe(slot, entry, now);
        to.accept(entry);
      }
    }
  }
}
