package org.netfilter4j.xt.set;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;

/**
 * How a set was created. What a type has no use for keeps its default.
 *
 * @param family null for types without one
 * @param hashSize buckets at the start, a power of two; grows with the set, see {@link
 *     Contents#hashSize}
 * @param maxElements at most so many elements, unsigned
 * @param netmask prefix length to which addresses are cut; -1 where none was given
 * @param bitmask mask under which addresses are stored, or null
 * @param timeout seconds that an element lives by default, 0 for ever; -1 where the set has no
 *     timeouts
 * @param forceAdd a full set gives up an element for a new one
 * @param bucketSize elements in a bucket before the hash grows, 2 to 12, even
 * @param initval where hashing begins
 * @param firstPort lowest port of a bitmap
 * @param lastPort highest port of a bitmap
 * @param size how long a list of sets may be; the kernel does not look at it
 */
public record SetHeader(
    @Nullable Family family,
    int hashSize,
    int maxElements,
    int netmask,
    @Nullable Address bitmask,
    long timeout,
    boolean counters,
    boolean comment,
    boolean skbinfo,
    boolean forceAdd,
    int bucketSize,
    int initval,
    int firstPort,
    int lastPort,
    int size) {

  public boolean hasTimeout() {
    return timeout >= 0;
  }

  /** The family of a type that has one. */
  public Family requireFamily() {
    return Objects.requireNonNull(family, "set without a family");
  }

  /** Whether both have timeouts or both don't, and so on (the kernel's set->extensions). */
  boolean sameExtensions(SetHeader other) {
    return counters == other.counters
        && comment == other.comment
        && skbinfo == other.skbinfo
        && timeout == other.timeout;
  }
}
