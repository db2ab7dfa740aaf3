package org.netfilter4j.xt.set;

import org.netfilter4j.xt.struct.StructBytes;

/**
 * What a rule asks of a set, with room for the answer; made once per rule, so that asking allocates
 * nothing. Not for several threads.
 */
public final class SetQuery {
  /** A comparison with an element's counter (enum IPSET_COUNTER_*, in its order). */
  public enum Comparison {
    NONE,
    EQUAL,
    NOT_EQUAL,
    LESS,
    GREATER
  }

  /** A comparison and the unsigned number to compare with. */
  public record CounterTest(Comparison comparison, long value) {
    public static final CounterTest NONE = new CounterTest(Comparison.NONE, 0);

    /** Writes struct ip_set_counter_match: the number, and a byte for the comparison. */
    public void write(int at, StructBytes out) {
      out.u64(at, value);
      out.u8(at + 8, comparison.ordinal());
    }

    /** Reads struct ip_set_counter_match. */
    public static CounterTest read(StructBytes in, int at) {
      return new CounterTest(Comparison.values()[in.u8(at + 8)], in.u64(at));
    }

    public boolean holds(long counter) {
      return switch (comparison) {
        case NONE -> true;
        case EQUAL -> counter == value;
        case NOT_EQUAL -> counter != value;
        case LESS -> Long.compareUnsigned(counter, value) < 0;
        case GREATER -> Long.compareUnsigned(counter, value) > 0;
      };
    }
  }

  /** How many directions the rule gives. */
  public final int dimensions;

  private final int sources;
  final boolean returnNomatch;
  final boolean updatesSubcounters;
  final CounterTest packets;
  final CounterTest bytes;

  // A list of sets changes these for its members and puts them back.
  boolean updates;
  boolean comparesCounters;

  /** Room for a key. */
  final int[] key = new int[16];

  /** Room for one address of a key while the key is cut. */
  final int[] beside = new int[4];

  // The answer.

  /** The skbinfo of the element that matched. */
  public int mark;

  public int markMask;
  public int priority;
  public int queue;

  /** The prefix length under which a network was found; -1 where the type has no networks. */
  public int prefix = -1;

  /** Whether the element found is one with "nomatch". */
  public boolean nomatch;

  /** For a list of sets, the member that the packet is in. */
  public @org.jspecify.annotations.Nullable IpSet member;

  /**
   * A query.
   *
   * @param sources bit 0 for the first direction: set where it is the source
   * @param returnNomatch exceptions match and all others don't
   * @param updatesCounters whether a match counts
   * @param updatesSubcounters whether a match in a list of sets counts in its member too
   */
  public SetQuery(
      int dimensions,
      int sources,
      boolean returnNomatch,
      boolean updatesCounters,
      boolean updatesSubcounters,
      CounterTest packets,
      CounterTest bytes) {
    this.dimensions = dimensions;
    this.sources = sources;
    this.returnNomatch = returnNomatch;
    this.updatesSubcounters = updatesSubcounters;
    this.packets = packets;
    this.bytes = bytes;
    updates = updatesCounters;
    comparesCounters =
        packets.comparison() != Comparison.NONE || bytes.comparison() != Comparison.NONE;
  }

  /** A query that only looks. */
  public static SetQuery plain(int dimensions, int sources) {
    return new SetQuery(
        dimensions, sources, false, false, false, CounterTest.NONE, CounterTest.NONE);
  }

  /** Whether the direction at that index, from 0, is the source. */
  public boolean isSource(int dimension) {
    return (sources >> dimension & 1) != 0;
  }

  void forgetAnswer() {
    prefix = -1;
    nomatch = false;
    member = null;
    mark = 0;
    markMask = 0;
    priority = 0;
    queue = 0;
  }
}
