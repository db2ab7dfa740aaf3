package org.netfilter4j.xt.set;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of a hash, arrays of places that grow and shrink by two, and the bytes that they take
 * in the kernel. A place is 0 until it is used, {@link #DELETED} after its element went, and else a
 * slot of {@link HashElements} + 1.
 */
final class Buckets {
  /** AHASH_INIT_SIZE: the places of a bucket at first, and by which it grows. */
  static final int STEP = 2;

  static final int DELETED = -1;

  /** sizeof(struct hbucket). */
  private static final int HEAD_BYTES = 32;

  private static final int @Nullable [] NO_BUCKET = null;

  private final int placeBytes;
  private final int[] @Nullable [] buckets;
  private long bytes;

  Buckets(int size, int placeBytes) {
    this.placeBytes = placeBytes;
    buckets = new int[size][];
  }

  private Buckets(Buckets of) {
    placeBytes = of.placeBytes;
    bytes = of.bytes;
    buckets = of.buckets.clone();
    for (int i = 0; i < buckets.length; i++) {
      int[] bucket = buckets[i];
      if (bucket != null) {
        buckets[i] = bucket.clone();
      }
    }
  }

  Buckets copy() {
    return new Buckets(this);
  }

  /** As many, all empty, with the places of elements of the same length. */
  Buckets empty(int size) {
    return new Buckets(size, placeBytes);
  }

  int size() {
    return buckets.length;
  }

  long bytes() {
    return bytes;
  }

  /** A bucket, or null where it has no places. */
  int @Nullable [] get(int index) {
    return buckets[index];
  }

  /** Places up to the last that was ever used and not given back (hbucket.pos). */
  static int used(int[] bucket) {
    int used = bucket.length;
    while (used > 0 && bucket[used - 1] == 0) {
      used--;
    }
    return used;
  }

  /** Gives a bucket more places, or its first. */
  int[] widen(int index) {
    int[] bucket = buckets[index];
    int[] wider = bucket == null ? new int[STEP] : Arrays.copyOf(bucket, bucket.length + STEP);
    buckets[index] = wider;
    bytes += HEAD_BYTES + (long) STEP * placeBytes;
    return wider;
  }

  /** Moves the elements of a bucket together, in fewer places. */
  void compact(int index, int[] bucket, int used) {
    int[] smaller = new int[bucket.length - STEP];
    int at = 0;
    for (int i = 0; i < used; i++) {
      if (bucket[i] > 0) {
        smaller[at++] = bucket[i];
      }
    }
    bytes -= HEAD_BYTES + (long) STEP * placeBytes;
    buckets[index] = smaller;
  }

  void remove(int index, int[] bucket) {
    bytes -= HEAD_BYTES + (long) bucket.length * placeBytes;
    buckets[index] = NO_BUCKET;
  }
}
