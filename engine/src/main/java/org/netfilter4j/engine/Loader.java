package org.netfilter4j.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.conntrack.Connections;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.lower.RuleLowering;
import org.netfilter4j.xt.nft.NftLowering;
import org.netfilter4j.xt.set.SetNamespace;

/** Makes a table ready to run: lowers its rules and resolves its jumps, in linear time. */
final class Loader {
  private final SetNamespace sets;
  private final NamedStates named;
  private final Connections connections;

  Loader(SetNamespace sets, NamedStates named, Connections connections) {
    this.sets = sets;
    this.named = named;
    this.connections = connections;
  }

  /**
   * @param before the table as it was loaded, of which rules that stay keep their state; null to
   *     begin anew
   * @throws IllegalArgumentException where a chain that a rule names is not there, or chains that a
   *     built-in one reaches loop
   */
  TableProgram load(Mode mode, Table table, @Nullable TableProgram before) {
    Map<String, ChainProgram> chains = new LinkedHashMap<>();
    for (Chain chain : table.chains().values()) {
      Fate.Cause byPolicy =
          new Fate.Cause.ByPolicy(mode, table.family(), table.name(), chain.name());
      chains.put(chain.name(), new ChainProgram(chain, byPolicy));
    }
    Map<String, List<String>> calls = calls(table, chains);
    int depth = 0;
    for (Hook hook : table.name().hooks()) {
      ChainProgram base = chains.get(hook.chain());
      if (base != null) {
        depth = Math.max(depth, depth(base, calls, chains));
        reach(base, hook.bit(), calls, chains);
      }
    }
    for (Chain chain : table.chains().values()) {
      ChainProgram program = chains.get(chain.name());
      if (program != null) {
        program.rules = rules(mode, table, chain, program, chains, before);
      }
    }
    return new TableProgram(mode, table.family(), table.name(), chains, depth);
  }

  private static Map<String, List<String>> calls(Table table, Map<String, ChainProgram> chains) {
    Map<String, List<String>> calls = new HashMap<>();
    for (Chain chain : table.chains().values()) {
      List<String> to = new ArrayList<>();
      for (Entry entry : chain.rules()) {
        String called = entry.rule().target().chain();
        if (called == null) {
          continue;
        }
        if (!chains.containsKey(called)) {
          throw new IllegalArgumentException(
              "table "
                  + table.name().word()
                  + ": chain "
                  + chain.name()
                  + " jumps to "
                  + called
                  + ", which is not there");
        }
        to.add(called);
      }
      calls.put(chain.name(), to.stream().distinct().toList());
    }
    return calls;
  }

  /** How many jumps may be open below a chain, without recursing as deep as chains nest. */
  private static int depth(
      ChainProgram root, Map<String, List<String>> calls, Map<String, ChainProgram> chains) {
    Deque<ChainProgram> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      ChainProgram chain = open.element();
      if (chain.depth >= 0) {
        open.pop();
        continue;
      }
      boolean first = chain.depth == -2;
      chain.depth = -1;
      int deepest = 0;
      boolean ready = true;
      for (String name : calls.getOrDefault(chain.name, List.of())) {
        ChainProgram called = chains.get(name);
        if (called == null) {
          continue;
        }
        if (called.depth == -1 || called == chain) {
          throw new IllegalArgumentException("chain " + chain.name + " is in a loop of jumps");
        }
        if (called.depth == -2) {
          if (!first) {
            throw new IllegalArgumentException("chain " + chain.name + " is in a loop of jumps");
          }
          open.push(called);
          ready = false;
        } else {
          deepest = Math.max(deepest, called.depth + 1);
        }
      }
      if (ready) {
        chain.depth = deepest;
        open.pop();
      }
    }
    return root.depth;
  }

  private static void reach(
      ChainProgram from,
      int bit,
      Map<String, List<String>> calls,
      Map<String, ChainProgram> chains) {
    Deque<ChainProgram> open = new ArrayDeque<>();
    open.push(from);
    while (!open.isEmpty()) {
      ChainProgram chain = open.pop();
      if ((chain.hooks & bit) != 0) {
        continue;
      }
      chain.hooks |= bit;
      for (String name : calls.getOrDefault(chain.name, List.of())) {
        ChainProgram called = chains.get(name);
        if (called != null) {
          open.push(called);
        }
      }
    }
  }

  private RuleProgram[] rules(
      Mode mode,
      Table table,
      Chain chain,
      ChainProgram program,
      Map<String, ChainProgram> chains,
      @Nullable TableProgram before) {
    Map<Rule, Deque<RuleState>> kept = kept(chain.name(), before);
    RuleProgram[] rules = new RuleProgram[chain.rules().size()];
    for (int i = 0; i < rules.length; i++) {
      Entry entry = chain.rules().get(i);
      Deque<RuleState> states = kept.get(entry.rule());
      RuleState state = states == null || states.isEmpty() ? new RuleState() : states.pop();
      RuleLowering lowered =
          NftLowering.of(
              entry.rule(),
              mode,
              use -> new Told(mode, table.name(), program.hooks, entry.rule(), state, use));
      RuleId id = new RuleId(mode, table.family(), table.name(), chain.name(), i + 1);
      rules[i] = new RuleProgram(id, entry, lowered.conditions(), lowered.action(), state);
      rules[i].target = target(lowered.action(), chains);
    }
    return rules;
  }

  private static Map<Rule, Deque<RuleState>> kept(String chain, @Nullable TableProgram before) {
    Map<Rule, Deque<RuleState>> kept = new HashMap<>();
    ChainProgram old = before == null ? null : before.chains.get(chain);
    if (old != null) {
      for (RuleProgram rule : old.rules) {
        kept.computeIfAbsent(rule.rule, _ -> new ArrayDeque<>()).add(rule.state);
      }
    }
    return kept;
  }

  private static @Nullable ChainProgram target(Action action, Map<String, ChainProgram> chains) {
    return switch (action) {
      case Action.Jump jump -> chains.get(jump.chain());
      case Action.Goto go -> chains.get(go.chain());
      case Action.Verdict _, Action.Return _, Action.Continue _, Action.Do _, Action.Unknown _ ->
          null;
    };
  }

  /** What an extension is told about its use in a rule. */
  private final class Told implements Lowering {
    private final Mode mode;
    private final TableName table;
    private final int hooks;
    private final Rule rule;
    private final RuleState state;
    private final int use;

    Told(Mode mode, TableName table, int hooks, Rule rule, RuleState state, int use) {
      this.mode = mode;
      this.table = table;
      this.hooks = hooks;
      this.rule = rule;
      this.state = state;
      this.use = use;
    }

    @Override
    public Family family() {
      return rule.family();
    }

    @Override
    public Mode mode() {
      return mode;
    }

    @Override
    public TableName table() {
      return table;
    }

    @Override
    public int hooks() {
      return hooks;
    }

    @Override
    public int protocol() {
      return rule.selector().notProtocol() ? 0 : rule.selector().protocol();
    }

    @Override
    public <S> S state(Class<S> type, Supplier<S> fresh) {
      return state.of(use, type, fresh);
    }

    @Override
    public <S> S named(Class<S> type, String name, Supplier<S> fresh) {
      return named.of(type, name, fresh);
    }

    @Override
    public void extend(Connection.Extra with) {
      connections.extend(with);
    }

    @Override
    public SetNamespace sets() {
      return sets;
    }
  }
}
