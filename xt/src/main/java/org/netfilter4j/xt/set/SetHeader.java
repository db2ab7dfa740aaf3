package org.netfilter4j.xt.set;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;

/**
 * How a set was created. What a type has no use for keeps its default. A {@link Draft} makes one.
 *
 * @param family null for types without one
 * @param hashSize buckets at the start, a power of two; grows with the set, see {@link
 *     Contents#hashSize}
 * @param maxElements at most so many elements, unsigned
 * @param netmask prefix length to which addresses are cut; -1 where none was given
 * @param bitmask mask under which addresses are stored, or null
 * @param markMask mask under which packet marks are stored
 * @param timeout seconds that an element lives by default, 0 for ever; -1 where the set has no
 *     timeouts
 * @param forceAdd a full set gives up an element for a new one
 * @param bucketSize elements in a bucket before the hash grows, 2 to 12, even; grows in hash:net,
 *     iface, see {@link Contents#bucketSize}
 * @param initval where hashing begins
 * @param first lowest port or IPv4 address of a bitmap
 * @param last highest port or IPv4 address of a bitmap
 * @param size how long a list of sets may be; the kernel does not look at it
 */
public record SetHeader(
    @Nullable Family family,
    int hashSize,
    int maxElements,
    int netmask,
    @Nullable Address bitmask,
    int markMask,
    long timeout,
    boolean counters,
    boolean comment,
    boolean skbinfo,
    boolean forceAdd,
    int bucketSize,
    int initval,
    long first,
    long last,
    int size) {

  /** A header in the making, with the defaults of the {@code ipset} command. */
  public static final class Draft {
    public @Nullable Family family;
    public int hashSize = 1024;
    public int maxElements = 65536;

    /** Whether {@link #maxElements} was given. */
    public boolean hasMaxElements;

    public int netmask = -1;

    /** As {@link #netmask}, also where it is all bits of an address, which is no mask. */
    public int givenNetmask = -1;

    public @Nullable Address bitmask;
    public int markMask = -1;

    /** Whether {@link #markMask} was given. */
    public boolean hasMarkMask;

    public long timeout = -1;
    public boolean counters;
    public boolean comment;
    public boolean skbinfo;
    public boolean forceAdd;

    /** -1 for the kernel's own. */
    public int bucketSize = -1;

    public int initval;

    /** Whether {@link #initval} was given; else it is chosen at random. */
    public boolean hasInitval;

    /** -1 until given. */
    public long first = -1;

    /** -1 until given. */
    public long last = -1;

    /** A range given as a network {@code first/cidr}; -1 until given. */
    public int cidr = -1;

    /** -1 for the kernel's own. */
    public int size = -1;

    /** A draft of a set of that family, null for types without one. */
    public Draft(@Nullable Family family) {
      this.family = family;
    }

    public SetHeader header() {
      return new SetHeader(
          family,
          hashSize,
          maxElements,
          netmask,
          bitmask,
          markMask,
          timeout,
          counters,
          comment,
          skbinfo,
          forceAdd,
          bucketSize,
          initval,
          first,
          last,
          size);
    }
  }

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
