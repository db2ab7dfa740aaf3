package org.netfilter4j.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.route.Reason;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Operation;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.lower.Context;

/**
 * One step of a packet's way. Events stand for themselves: they refer to nothing that is reused.
 */
public sealed interface TraceEvent {

  /**
   * The packet comes to a hook.
   *
   * @param in the input interface, "" for none
   * @param out the output interface, "" for none
   */
  record HookEntered(Hook hook, Family family, String in, String out) implements TraceEvent {}

  /** Connection tracking has looked at the packet. */
  record Tracked(int state, boolean reply, boolean known) implements TraceEvent {}

  /** The connection was entered into the table (at the end of INPUT or POSTROUTING). */
  record Confirmed() implements TraceEvent {}

  /** A mode's table is asked: its built-in chain of this hook. */
  record TableEntered(Mode mode, Family family, TableName table, Hook hook) implements TraceEvent {}

  /**
   * The nat tables are not asked.
   *
   * @param reason why not: the connection is bound already, or there is none
   */
  record NatSkipped(Hook hook, Label reason) implements TraceEvent {}

  /** A rule was tested. */
  record RuleTested(RuleId id, Rule rule, Condition.Outcome outcome, List<Leaf> leaves)
      implements TraceEvent {
    public RuleTested {
      leaves = List.copyOf(leaves);
    }

    /** The test that decided: the last one asked; null for a rule that has none. */
    public @Nullable Leaf deciding() {
      return leaves.isEmpty() ? null : leaves.getLast();
    }
  }

  /**
   * One test within a rule, in the order in which they were asked.
   *
   * @param condition Test, Present, Require, Probe or Unknown
   * @param inverted whether an odd number of negations stands around it
   * @param outcome of the test itself, before any negation
   * @param value what the field was; null where it was absent or there is none
   * @param explanation the extension's own sentence, or null for the derived one
   */
  record Leaf(
      Condition condition,
      boolean inverted,
      Condition.Outcome outcome,
      @Nullable Value value,
      @Nullable Label explanation) {
    /** What it contributed to the rule: the outcome with negations applied. */
    public Condition.Outcome effective() {
      return inverted ? Interpreter.negate(outcome) : outcome;
    }
  }

  /** The rule jumps, goes, or has come back: where traversal goes on. */
  record ChainEntered(RuleId from, String chain, boolean isGoto) implements TraceEvent {}

  /**
   * A chain ended or a rule returned.
   *
   * @param rule the rule that returned; null where the chain ended
   * @param chain the chain that was left
   * @param to the chain that goes on; null where the policy decides
   */
  record ChainLeft(@Nullable RuleId rule, String chain, @Nullable String to)
      implements TraceEvent {}

  /** A target did something. */
  record ActionTaken(RuleId id, Action action, Operation.Result result) implements TraceEvent {}

  /** A rule gave the table's verdict. */
  record RuleDecided(RuleId id, Action.Verdict.Kind verdict) implements TraceEvent {}

  /** The policy gave the table's verdict. */
  record PolicyDecided(
      Mode mode, Family family, TableName table, String chain, Target.Standard verdict)
      implements TraceEvent {}

  /** An action changed a field that stands for itself: packet mark, connection mark, TOS … */
  record Changed(RuleId id, Field field, @Nullable Value before, @Nullable Value after)
      implements TraceEvent {}

  /**
   * A translation was chosen for the connection (first packet only).
   *
   * @param id the rule; null where none bound it
   */
  record Bound(Context.Translation.Side side, @Nullable RuleId id) implements TraceEvent {}

  /**
   * The packet's addresses or ports were rewritten.
   *
   * @param before source and destination
   * @param after source and destination
   */
  record Rewritten(Hook hook, Endpoints before, Endpoints after) implements TraceEvent {}

  /** Addresses and ports (0 without) of a packet. */
  record Endpoints(Address source, int sourcePort, Address destination, int destinationPort) {}

  /**
   * A routing decision.
   *
   * @param again whether the packet had a route before (re-routing in OUTPUT)
   * @param device where it goes out; "" for a packet to the host or one dropped
   * @param gateway the next hop, or null where the destination is on the link
   * @param source the source address chosen for the host's own packet, or null
   * @param route the route's text, or null where none was found
   */
  record Routed(
      Reason reason,
      boolean again,
      String device,
      @Nullable Address gateway,
      @Nullable Address source,
      @Nullable String route)
      implements TraceEvent {}

  /** Fragments were put together. */
  record Reassembled(int fragments, int length) implements TraceEvent {}

  /**
   * A rule or policy of nf_tables that is none of iptables': only a live kernel tells of those.
   *
   * @param place the table and chain, as nft(8) takes them
   * @param handle the rule's number to the kernel; 0 for the chain's policy
   * @param verdict as nft(8) calls it
   */
  record MetOthers(String place, long handle, String verdict) implements TraceEvent {}

  /** A line for the host's log. */
  record Logged(RuleId id, Context.LogEntry entry) implements TraceEvent {}

  /** The host's own packet, made on the way (REJECT, TEE, ICMP errors); its own events follow. */
  final class Emitting implements TraceEvent {
    private final byte[] packet;
    private final boolean copy;

    Emitting(byte[] packet, boolean copy) {
      this.packet = packet;
      this.copy = copy;
    }

    /** Whether it is a copy that a rule sends to another host; else it is an answer. */
    public boolean isCopy() {
      return copy;
    }

    /** The packet as the host made it, from the network header on. */
    public byte[] packet() {
      return packet;
    }
  }

  /** The end of the host's own packet. */
  record Emitted(Fate fate) implements TraceEvent {}

  /** The end of the way. */
  record Ended(Fate fate) implements TraceEvent {}
}
