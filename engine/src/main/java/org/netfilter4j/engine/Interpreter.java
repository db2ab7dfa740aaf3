package org.netfilter4j.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Probe;
import org.netfilter4j.xt.lower.Reading;
import org.netfilter4j.xt.lower.Reading.Presence;

/**
 * Evaluates conditions on packets: the reference semantics of {@link Condition}. Nothing is
 * allocated unless the leaves are asked for.
 */
public final class Interpreter {
  private final Cell cell = new Cell();
  private @Nullable List<TraceEvent.Leaf> leaves;

  /** The outcome of a condition for the packet of that context. */
  public Outcome evaluate(Condition condition, Context context) {
    leaves = null;
    return evaluate(condition, context, false);
  }

  /** The same, and adds every leaf that was asked, in order. */
  public Outcome evaluate(Condition condition, Context context, List<TraceEvent.Leaf> into) {
    leaves = into;
    Outcome outcome = evaluate(condition, context, false);
    leaves = null;
    return outcome;
  }

  /** TRUE and FALSE swapped. */
  public static Outcome negate(Outcome outcome) {
    return switch (outcome) {
      case TRUE -> Outcome.FALSE;
      case FALSE -> Outcome.TRUE;
      case DROP, UNKNOWN -> outcome;
    };
  }

  private Outcome evaluate(Condition condition, Context context, boolean inverted) {
    return switch (condition) {
      case Condition.Test test -> test(test, context, inverted);
      case Condition.All all -> all(all.of(), context, inverted);
      case Condition.Not not -> negate(evaluate(not.of(), context, !inverted));
      case Condition.Any any -> any(any.of(), context, inverted);
      case Condition.Present present -> {
        Presence presence = FieldReader.read(present.field(), context, cell);
        Outcome outcome =
            switch (presence) {
              case PRESENT -> Outcome.TRUE;
              case ABSENT -> Outcome.FALSE;
              case UNKNOWN -> Outcome.UNKNOWN;
            };
        yield leaf(present, inverted, outcome, presence, null);
      }
      case Condition.Require require -> {
        Presence presence = FieldReader.read(require.field(), context, cell);
        Outcome outcome =
            switch (presence) {
              case PRESENT -> Outcome.TRUE;
              case ABSENT -> Outcome.DROP;
              case UNKNOWN -> Outcome.UNKNOWN;
            };
        yield leaf(require, inverted, outcome, presence, null);
      }
      case Condition.Probe probe -> probe(probe, context, inverted);
      case Condition.Unknown unknown ->
          leaf(unknown, inverted, Outcome.UNKNOWN, Presence.UNKNOWN, null);
    };
  }

  private Outcome all(List<Condition> parts, Context context, boolean inverted) {
    for (int i = 0; i < parts.size(); i++) {
      Outcome outcome = evaluate(parts.get(i), context, inverted);
      if (outcome != Outcome.TRUE) {
        return outcome;
      }
    }
    return Outcome.TRUE;
  }

  private Outcome any(List<Condition> parts, Context context, boolean inverted) {
    for (int i = 0; i < parts.size(); i++) {
      Outcome outcome = evaluate(parts.get(i), context, inverted);
      if (outcome != Outcome.FALSE) {
        return outcome;
      }
    }
    return Outcome.FALSE;
  }

  private Outcome test(Condition.Test test, Context context, boolean inverted) {
    Presence presence = FieldReader.read(test.field(), context, cell);
    Outcome outcome =
        switch (presence) {
          case PRESENT -> contains(test.values()) ? Outcome.TRUE : Outcome.FALSE;
          case ABSENT -> Outcome.FALSE;
          case UNKNOWN -> Outcome.UNKNOWN;
        };
    if (leaves == null) {
      return outcome;
    }
    Value value = presence == Presence.PRESENT ? Value.of(cell) : null;
    Label explanation =
        test.field() instanceof Reading reading
            ? reading.explain(context, test.values(), outcome)
            : null;
    leaves.add(new TraceEvent.Leaf(test, inverted, outcome, value, explanation));
    return outcome;
  }

  private boolean contains(Values values) {
    return cell.named ? values.contains(cell.name) : values.contains(cell.high, cell.low);
  }

  private Outcome probe(Condition.Probe condition, Context context, boolean inverted) {
    if (!(condition.state() instanceof Probe probe)) {
      return leaf(condition, inverted, Outcome.UNKNOWN, Presence.UNKNOWN, null);
    }
    Outcome outcome = probe.test(context);
    return leaves == null
        ? outcome
        : leaf(condition, inverted, outcome, Presence.ABSENT, probe.explain(context, outcome));
  }

  private Outcome leaf(
      Condition condition,
      boolean inverted,
      Outcome outcome,
      Presence presence,
      @Nullable Label explanation) {
    if (leaves != null) {
      Value value = presence == Presence.PRESENT ? Value.of(cell) : null;
      leaves.add(new TraceEvent.Leaf(condition, inverted, outcome, value, explanation));
    }
    return outcome;
  }
}
