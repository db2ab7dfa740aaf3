package org.netfilter4j.xt.option;

import org.netfilter4j.model.Values;

/**
 * Ports from low to high, both included, 0 to 65535. Where low is the greater one, no port is
 * meant.
 */
public record PortRange(int low, int high) {
  public static final PortRange ALL = new PortRange(0, 0xffff);

  public boolean isAll() {
    return low == ALL.low && high == ALL.high;
  }

  public Values values() {
    return new Values.Range(low, high);
  }

  /** The two ends with that between them, or the port alone: 80, or 80-90. */
  public String text(String between) {
    return low == high ? Integer.toString(low) : low + between + high;
  }

  /** As {@code -S} prints it: 80, or 80:90. */
  @Override
  public String toString() {
    return text(":");
  }
}
