package org.netfilter4j.diagnose.trace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/**
 * A packet in a base chain and the chains that it goes to from there, as far as the kernel tells:
 * rules that match, chains that end, the policy.
 */
final class Visit {
  private final Mode mode;
  private final @Nullable TableName table;
  private final String place;
  private final Hook hook;
  private final int priority;
  private final Sighting packet;
  private final List<Step> steps = new ArrayList<>();

  /**
   * @param table of iptables; null where the chain is none of iptables'
   * @param place the table as nft(8) takes it: "inet firewalld"
   */
  Visit(
      Mode mode,
      @Nullable TableName table,
      String place,
      Hook hook,
      int priority,
      Sighting packet) {
    this.mode = mode;
    this.table = table;
    this.place = place;
    this.hook = hook;
    this.priority = priority;
    this.packet = packet;
  }

  /** What a rule or a policy does. */
  enum Effect {
    ACCEPT,
    DROP,
    /** To a program in user space. */
    QUEUE,
    /** Kept by the rule. */
    STOLEN,
    /** The next rule. */
    CONTINUE,
    JUMP,
    GOTO,
    RETURN,
    /** The rule's target decides, and the kernel does not tell what. */
    UNTOLD
  }

  /** What is told of a packet in a chain. */
  sealed interface Step {

    /**
     * A rule matches.
     *
     * @param number in its chain, from 1; 0 where it is gone
     * @param handle by which nf_tables knows it; 0 in legacy mode
     * @param to the chain that the packet goes to; null where it goes to none
     */
    record Matched(String chain, int number, long handle, Effect effect, @Nullable String to)
        implements Step {}

    /** A chain ends: back to where it was called. */
    record Ended(String chain) implements Step {}

    /** The base chain ends. */
    record Policy(String chain, boolean accepts) implements Step {}
  }

  Mode mode() {
    return mode;
  }

  @Nullable TableName table() {
    return table;
  }

  String place() {
    return place;
  }

  /** Whether it is one of a trace's own chains. */
  boolean isOwn() {
    return place.contains(" " + KernelTrace.TABLE);
  }

  Hook hook() {
    return hook;
  }

  int priority() {
    return priority;
  }

  Sighting packet() {
    return packet;
  }

  List<Step> steps() {
    return steps;
  }

  /** Whether it is the same place of another visit: the same base chain. */
  boolean isAt(Visit other) {
    return mode == other.mode
        && hook == other.hook
        && priority == other.priority
        && place.equals(other.place);
  }
}
