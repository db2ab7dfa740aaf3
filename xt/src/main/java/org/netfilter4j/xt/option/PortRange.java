package org.netfilter4j.xt.option;

import org.netfilter4j.model.Values;
import org.netfilter4j.xt.struct.StructBytes;

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

  /** Writes two numbers of 16 bits. */
  public void write(StructBytes out, int offset) {
    out.u16(offset, low);
    out.u16(offset + 2, high);
  }

  public static PortRange read(StructBytes in, int offset) {
    return new PortRange(in.u16(offset), in.u16(offset + 2));
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
