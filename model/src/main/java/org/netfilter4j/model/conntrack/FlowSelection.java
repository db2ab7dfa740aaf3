package org.netfilter4j.model.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;

/**
 * Which connections the table's keeper lists.
 *
 * @param table which of its lists
 * @param family null for both
 * @param mark null for any
 * @param status null for any
 * @param zero whether counters are set to zero as they are read
 */
public record FlowSelection(
    List table, @Nullable Family family, @Nullable Bits mark, @Nullable Bits status, boolean zero) {

  /** The lists that connections stand in. */
  public enum List {
    CONFIRMED,
    DYING,
    UNCONFIRMED
  }

  /**
   * Those that have, under a mask, a value.
   *
   * @param value of 32 bits
   * @param mask of 32 bits
   */
  public record Bits(long value, long mask) {
    public boolean matches(long other) {
      return (other & mask) == value;
    }
  }

  /** All connections of a family, or of both. */
  public static FlowSelection all(@Nullable Family family) {
    return new FlowSelection(List.CONFIRMED, family, null, null, false);
  }

  /** Whether a flow is listed, which is of the list already. */
  public boolean matches(Flow flow) {
    return (family == null || family == flow.family())
        && (mark == null || mark.matches(Math.max(0, flow.mark())))
        && (status == null || status.matches(Math.max(0, flow.status())));
  }
}
