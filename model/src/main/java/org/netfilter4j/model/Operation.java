package org.netfilter4j.model;

import java.util.Set;

/** What a target does to a packet beyond a verdict. The doing itself is declared in {@code xt}. */
public interface Operation {
  /** How traversal goes on after an operation. */
  enum Result {
    /** With the next rule. */
    CONTINUE,
    /** The packet leaves this table, accepted. */
    ACCEPT,
    DROP,
    /** The packet waits for a program in user space, and goes on at the next table. */
    QUEUE,
    /** The packet is the operation's own now. */
    STOLEN
  }

  /** The fields, beyond the packet's own, that what it does depends on. */
  default Set<Field> reads() {
    return Set.of();
  }

  /** The fields that it may change. */
  Set<Field> writes();

  /** The ways it may end. */
  Set<Result> outcomes();

  /** Whether fragments must have been put together before a packet gets here, as TPROXY asks. */
  default boolean needsWholePackets() {
    return false;
  }

  /** What it does, as people read it ("sets the packet mark to 0x1"). */
  Label label();
}
