package org.netfilter4j.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Operation;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Effect;
import org.netfilter4j.xt.lower.Reading.Presence;

/**
 * Walks the chains of a table from a built-in chain on: ipt_do_table and nft_do_chain, which agree
 * on everything that a rule of iptables can say. A jump remembers where it came from, a goto does
 * not; the end of a chain is a return; a return with nowhere to go asks the policy.
 */
final class Traversal {
  /** NFT_JUMP_STACK_SIZE. */
  private static final int NFT_DEPTH = 16;

  private static final Fate TOO_DEEP =
      new Fate.Dropped(new Fate.Cause.OnTheWay(Fate.Obstacle.TOO_DEEP));

  private final PacketContext context;
  private final Interpreter interpreter = new Interpreter();
  private final Assume assume;
  private ChainProgram[] callers = new ChainProgram[NFT_DEPTH];
  private int[] returns = new int[NFT_DEPTH];
  private final List<TraceEvent.Leaf> leaves = new ArrayList<>();
  private final Cell cell = new Cell();

  Traversal(PacketContext context, Assume assume) {
    this.context = context;
    this.assume = assume;
  }

  /** Makes room for a table's jumps. */
  void reserve(TableProgram table) {
    if (table.depth > callers.length) {
      callers = new ChainProgram[table.depth];
      returns = new int[table.depth];
    }
  }

  /** The packet's fate; null where the table accepts it. */
  @Nullable Fate run(TableProgram table, ChainProgram base) {
    boolean traced = context.isTraced();
    int limit = table.mode == Mode.NFT ? NFT_DEPTH : callers.length;
    int depth = 0;
    ChainProgram chain = base;
    int at = 0;
    while (true) {
      if (at == chain.rules.length) {
        if (depth == 0) {
          if (traced && chain != base) {
            context.tracer.event(new TraceEvent.ChainLeft(null, chain.name, null));
          }
          return policy(table, base);
        }
        depth--;
        if (traced) {
          context.tracer.event(new TraceEvent.ChainLeft(null, chain.name, callers[depth].name));
        }
        chain = callers[depth];
        at = returns[depth];
        continue;
      }
      RuleProgram rule = chain.rules[at++];
      Condition.Outcome outcome = traced ? traced(rule) : test(rule.condition);
      switch (outcome) {
        case TRUE -> {}
        case FALSE -> {
          continue;
        }
        case DROP -> {
          return rule.malformed();
        }
        case UNKNOWN -> {
          if (assume == Assume.NOTHING) {
            return unknown(rule);
          } else if (assume == Assume.NO) {
            continue;
          }
        }
      }
      rule.packets++;
      rule.bytes += context.packet.totalLength();
      switch (rule.action) {
        case Action.Verdict verdict -> {
          if (traced) {
            context.tracer.event(new TraceEvent.RuleDecided(rule.id, verdict.kind()));
          }
          return switch (verdict.kind()) {
            case ACCEPT -> {
              if (table.name == TableName.FILTER) {
                context.accepted(rule, null);
              }
              yield null;
            }
            case DROP -> rule.dropped();
            case QUEUE -> rule.queued();
          };
        }
        case Action.Jump jump -> {
          if (depth == limit) {
            return TOO_DEEP;
          }
          callers[depth] = chain;
          returns[depth++] = at;
          chain = enter(rule, jump.chain(), false);
          at = 0;
        }
        case Action.Goto go -> {
          chain = enter(rule, go.chain(), true);
          at = 0;
        }
        case Action.Return _ -> {
          String left = chain.name;
          if (depth == 0) {
            if (traced) {
              context.tracer.event(new TraceEvent.ChainLeft(rule.id, left, null));
            }
            return policy(table, base);
          }
          depth--;
          chain = callers[depth];
          at = returns[depth];
          if (traced) {
            context.tracer.event(new TraceEvent.ChainLeft(rule.id, left, chain.name));
          }
        }
        case Action.Continue _ -> {}
        case Action.Do done -> {
          switch (perform(rule, done, traced)) {
            case CONTINUE -> {}
            case ACCEPT -> {
              if (table.name == TableName.FILTER) {
                context.accepted(rule, null);
              }
              return null;
            }
            case DROP -> {
              return rule.dropped();
            }
            case QUEUE -> {
              return rule.queued();
            }
            case STOLEN -> {
              return rule.stolen();
            }
          }
        }
        case Action.Unknown unknown -> {
          return switch (assume) {
            case NOTHING -> new Fate.Unknown(rule.id, unknown.extension(), unknown.needs());
            case YES -> null;
            case NO -> rule.dropped();
          };
        }
      }
    }
  }

  private Condition.Outcome test(Condition condition) {
    return interpreter.evaluate(condition, context);
  }

  private Condition.Outcome traced(RuleProgram rule) {
    leaves.clear();
    Condition.Outcome outcome = interpreter.evaluate(rule.condition, context, leaves);
    context.tracer.event(new TraceEvent.RuleTested(rule.id, rule.rule, outcome, leaves));
    return outcome;
  }

  private ChainProgram enter(RuleProgram rule, String name, boolean isGoto) {
    ChainProgram target = rule.target;
    if (target == null) {
      throw new IllegalStateException("chain " + name + " was not resolved");
    }
    if (context.isTraced()) {
      context.tracer.event(new TraceEvent.ChainEntered(rule.id, name, isGoto));
    }
    return target;
  }

  private @Nullable Fate policy(TableProgram table, ChainProgram base) {
    base.packets++;
    base.bytes += context.packet.totalLength();
    Target.Standard policy = base.policy;
    if (policy == null) {
      throw new IllegalStateException(base.name + " is not a built-in chain");
    }
    if (context.isTraced()) {
      context.tracer.event(
          new TraceEvent.PolicyDecided(table.mode, table.family, table.name, base.name, policy));
    }
    if (policy == Target.Standard.DROP) {
      return base.dropped;
    }
    if (table.name == TableName.FILTER) {
      context.accepted(null, base);
    }
    return null;
  }

  private Operation.Result perform(RuleProgram rule, Action.Do done, boolean traced) {
    if (!(done.operation() instanceof Effect effect)) {
      throw new IllegalStateException(rule.id + ": an operation that can't be carried out");
    }
    context.rule = rule;
    if (!traced) {
      return effect.apply(context);
    }
    List<Field> fields = new ArrayList<>(effect.writes());
    List<@Nullable Value> before = new ArrayList<>();
    for (Field field : fields) {
      before.add(value(field));
    }
    Operation.Result result = effect.apply(context);
    context.tracer.event(new TraceEvent.ActionTaken(rule.id, done, result));
    for (int i = 0; i < fields.size(); i++) {
      Value after = value(fields.get(i));
      Value was = before.get(i);
      if (was == null ? after != null : !was.equals(after)) {
        context.tracer.event(new TraceEvent.Changed(rule.id, fields.get(i), was, after));
      }
    }
    return result;
  }

  private @Nullable Value value(Field field) {
    return FieldReader.read(field, context, cell) == Presence.PRESENT ? Value.of(cell) : null;
  }

  /** Says which extension it was that could not be evaluated. */
  private Fate unknown(RuleProgram rule) {
    Condition.Unknown found = find(rule.condition);
    return found == null
        ? new Fate.Unknown(
            rule.id, "", new Label("a fact that this host does not record", "本主机没有记录的信息"))
        : new Fate.Unknown(rule.id, found.extension(), found.needs());
  }

  private static Condition.@Nullable Unknown find(Condition condition) {
    return switch (condition) {
      case Condition.Unknown unknown -> unknown;
      case Condition.Not not -> find(not.of());
      case Condition.All all -> findIn(all.of());
      case Condition.Any any -> findIn(any.of());
      case Condition.Test _, Condition.Present _, Condition.Require _, Condition.Probe _ -> null;
    };
  }

  private static Condition.@Nullable Unknown findIn(List<Condition> parts) {
    for (Condition part : parts) {
      Condition.Unknown found = find(part);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
