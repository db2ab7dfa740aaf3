package org.netfilter4j.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Operation;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.lower.Probe;

/** A loaded table of one mode. */
final class TableProgram {
  final Mode mode;
  final Family family;
  final TableName name;
  final Map<String, ChainProgram> chains;

  /** The deepest nesting of jumps. */
  final int depth;

  /** Whether a rule needs connection tracking for its family (nf_ct_netns_get). */
  final boolean needsTracking;

  /** Whether a rule needs fragments put together for its family (nf_defrag_ipv4_enable). */
  final boolean needsWholePackets;

  TableProgram(
      Mode mode, Family family, TableName name, Map<String, ChainProgram> chains, int depth) {
    this.mode = mode;
    this.family = family;
    this.name = name;
    this.chains = chains;
    this.depth = depth;
    needsTracking = chains.values().stream().anyMatch(this::needsTracking);
    needsWholePackets = chains.values().stream().anyMatch(TableProgram::needsWholePackets);
  }

  /** The built-in chain of a hook; null where the table has none there. */
  @Nullable ChainProgram at(Hook hook) {
    return name.hooks().contains(hook) ? chains.get(hook.chain()) : null;
  }

  Table table() {
    Map<String, Chain> copy = new LinkedHashMap<>();
    chains.forEach((chain, program) -> copy.put(chain, program.chain()));
    return new Table(family, name, copy);
  }

  private static boolean needsWholePackets(ChainProgram chain) {
    for (RuleProgram rule : chain.rules) {
      if (rule.action instanceof Action.Do done && done.operation().needsWholePackets()) {
        return true;
      }
    }
    return false;
  }

  private boolean needsTracking(ChainProgram chain) {
    for (RuleProgram rule : chain.rules) {
      if (needsTracking(rule.condition) || needsTracking(rule.action)) {
        return true;
      }
    }
    return false;
  }

  private boolean needsTracking(Action action) {
    return switch (action) {
      case Action.Do done -> needsTracking(done.operation());
      case Action.Verdict _,
          Action.Jump _,
          Action.Goto _,
          Action.Return _,
          Action.Continue _,
          Action.Unknown _ ->
          false;
    };
  }

  private boolean needsTracking(Operation operation) {
    boolean translates =
        name == TableName.NAT
            && (operation.writes().contains(Field.Header.SOURCE_ADDRESS)
                || operation.writes().contains(Field.Header.DESTINATION_ADDRESS));
    return translates
        || operation.reads().stream().anyMatch(field -> field.source() == Field.Source.FLOW)
        || operation.writes().stream().anyMatch(TableProgram::isOfConnection);
  }

  private static boolean needsTracking(Condition condition) {
    return switch (condition) {
      case Condition.Test test -> test.field().source() == Field.Source.FLOW;
      case Condition.Present present -> present.field().source() == Field.Source.FLOW;
      case Condition.Require require -> require.field().source() == Field.Source.FLOW;
      case Condition.Probe probe -> reads(probe);
      case Condition.Not not -> needsTracking(not.of());
      case Condition.All all -> all.of().stream().anyMatch(TableProgram::needsTracking);
      case Condition.Any any -> any.of().stream().anyMatch(TableProgram::needsTracking);
      case Condition.Unknown _ -> false;
    };
  }

  private static boolean reads(Condition.Probe probe) {
    return probe.state() instanceof Probe state
        && state.reads().stream().anyMatch(field -> field.source() == Field.Source.FLOW);
  }

  /** Taking a packet out of tracking, which changes the state alone, needs no tracking. */
  private static boolean isOfConnection(Field field) {
    return field.source() == Field.Source.FLOW && field != Field.Flow.STATE;
  }
}
