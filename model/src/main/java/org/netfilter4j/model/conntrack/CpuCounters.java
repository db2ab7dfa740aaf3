package org.netfilter4j.model.conntrack;

import java.util.List;

/**
 * What a processor has counted.
 *
 * @param cpu its number
 * @param counters in the order in which they are listed
 */
public record CpuCounters(int cpu, List<Counter> counters) {
  /**
   * One number.
   *
   * @param name as conntrack(8) spells it
   * @param value without sign
   */
  public record Counter(String name, long value) {}
}
