package org.netfilter4j.diagnose.watch;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.live.TemporaryRules;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;

/**
 * What one rule or policy has counted. Numbers only grow: where a counter is set back, what it has
 * counted since counts on.
 */
public final class Row {
  private final Mode mode;
  private final Family family;
  private final TableName table;
  private final String chain;
  private final @Nullable Rule rule;
  private final Target.@Nullable Standard policy;
  private final long handle;
  private final boolean temporary;
  private int number;
  private boolean interesting;
  private long packets;
  private long bytes;
  private long sincePackets;
  private long sinceBytes;
  private long lastPackets;
  private long lastBytes;

  Row(
      Mode mode,
      Family family,
      TableName table,
      String chain,
      @Nullable Rule rule,
      Target.@Nullable Standard policy,
      long handle,
      Counters now) {
    this.mode = mode;
    this.family = family;
    this.table = table;
    this.chain = chain;
    this.rule = rule;
    this.policy = policy;
    this.handle = handle;
    this.packets = now.packets();
    this.bytes = now.bytes();
    this.temporary = rule != null && TemporaryRules.isTemporary(rule, mode, table);
  }

  void count(Counters now) {
    lastPackets = difference(packets, now.packets());
    // A counter that was set back has both its numbers set back.
    boolean back = Long.compareUnsigned(now.packets(), packets) < 0;
    lastBytes = back ? now.bytes() : difference(bytes, now.bytes());
    packets = now.packets();
    bytes = now.bytes();
    sincePackets += lastPackets;
    sinceBytes += lastBytes;
  }

  private static long difference(long before, long now) {
    return Long.compareUnsigned(now, before) < 0 ? now : now - before;
  }

  void forget() {
    sincePackets = 0;
    sinceBytes = 0;
    lastPackets = 0;
    lastBytes = 0;
  }

  void setNumber(int number) {
    this.number = number;
  }

  void setInteresting(boolean interesting) {
    this.interesting = interesting;
  }

  boolean isInteresting() {
    return interesting;
  }

  long handle() {
    return handle;
  }

  public Mode mode() {
    return mode;
  }

  public Family family() {
    return family;
  }

  public TableName table() {
    return table;
  }

  public String chain() {
    return chain;
  }

  /** The rule; null for a policy. */
  public @Nullable Rule rule() {
    return rule;
  }

  /** The policy; null for a rule. */
  public Target.@Nullable Standard policy() {
    return policy;
  }

  /** Whether it is a rule of an nf4j command that is there for a while. */
  public boolean isTemporary() {
    return temporary;
  }

  /** The rule's number in its chain, from 1; 0 for a policy and for temporary rules. */
  public int number() {
    return number;
  }

  /** Packets counted since the beginning. */
  public long sincePackets() {
    return sincePackets;
  }

  /** Bytes counted since the beginning. */
  public long sinceBytes() {
    return sinceBytes;
  }

  /** Packets counted between the last two readings. */
  public long lastPackets() {
    return lastPackets;
  }

  /** Bytes counted between the last two readings. */
  public long lastBytes() {
    return lastBytes;
  }
}
