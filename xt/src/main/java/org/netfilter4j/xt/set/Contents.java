package org.netfilter4j.xt.set;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.packet.Packet;

/** The elements of a set. Times are nanoseconds since 1970. */
abstract sealed class Contents permits HashContents, BitmapContents, ListContents {
  /** The packet is in the set. */
  static final int IN = 1;

  static final int OUT = 0;

  /** What was found is an exception ("nomatch"). */
  static final int EXCEPTION = -1;

  /** Adds what a command gives; elements of a range that were added before an error stay. */
  abstract @Nullable SetError add(SetEntry entry, boolean exist, long now);

  abstract @Nullable SetError delete(SetEntry entry, boolean exist, long now);

  /** Whether the element is there, as {@code ipset test} asks. */
  abstract boolean test(SetEntry entry, long now);

  abstract void flush();

  /** IN, OUT or EXCEPTION. */
  abstract int test(Packet packet, SetQuery query, long now);

  /**
   * Adds what the packet has in the query's directions.
   *
   * @param timeout seconds, or -1 for the set's own
   * @return whether it is there now
   */
  abstract boolean add(Packet packet, SetQuery query, boolean exist, long timeout, long now);

  /** Deletes what the packet has in the query's directions; whether it was there. */
  abstract boolean delete(Packet packet, SetQuery query, long now);

  abstract int count(long now);

  abstract long memoryBytes();

  /** Shows each element that has not timed out; the entry is reused. */
  abstract void forEach(long now, Consumer<SetEntry> to);

  abstract Contents copy();

  /** Buckets of a hash; 0 for other types. */
  int hashSize() {
    return 0;
  }

  /** The places that a bucket of a hash may have now; 0 for other types. */
  int bucketSize() {
    return 0;
  }

  /** Lets go of what it refers to. */
  void release() {}
}
