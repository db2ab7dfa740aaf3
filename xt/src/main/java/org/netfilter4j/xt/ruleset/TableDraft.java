package org.netfilter4j.xt.ruleset;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.Target;

/** A table while it is changed. Every change takes the index of the edit that asked for it. */
final class TableDraft {
  private final Table before;
  private final Mode mode;

  /** Whether the impossible is left to the commit to find. */
  private final boolean trusting;

  private Map<String, ChainDraft> chains = new LinkedHashMap<>();

  /** How many rules go to each chain; counted when first asked for, then kept. */
  private @Nullable Map<String, int[]> references;

  private boolean changed;

  TableDraft(Table table, Mode mode, boolean trusting) {
    before = table;
    this.mode = mode;
    this.trusting = trusting;
    for (Chain chain : table.chains().values()) {
      chains.put(chain.name(), new ChainDraft(chain));
    }
  }

  Collection<ChainDraft> chains() {
    return chains.values();
  }

  void rules(Consumer<Rule> to) {
    for (ChainDraft chain : chains.values()) {
      for (int i = 0; i < chain.rules().size(); i++) {
        to.accept(chain.rules().get(i).rule());
      }
    }
  }

  List<String> names() {
    return List.copyOf(chains.keySet());
  }

  @Nullable ChainDraft find(String name) {
    return chains.get(name);
  }

  boolean changed() {
    return changed;
  }

  ChainDraft require(String name, int edit) {
    ChainDraft chain = chains.get(name);
    if (chain == null) {
      throw new RefusedException(edit, Errno.ENOENT, "no chain " + name);
    }
    return chain;
  }

  int references(String name) {
    Map<String, int[]> counted = references;
    if (counted == null) {
      counted = new HashMap<>();
      for (ChainDraft chain : chains.values()) {
        for (int i = 0; i < chain.rules().size(); i++) {
          String to = chain.rules().chain(i);
          if (to != null) {
            counted.computeIfAbsent(to, _ -> new int[1])[0]++;
          }
        }
      }
      references = counted;
    }
    int[] count = counted.get(name);
    return count == null ? 0 : count[0];
  }

  private void refer(ChainDraft chain, int number, int by) {
    if (references != null) {
      String to = chain.rules().chain(number - 1);
      if (to != null) {
        references.computeIfAbsent(to, _ -> new int[1])[0] += by;
      }
    }
  }

  private void requireTarget(Entry entry, int edit) {
    String to = entry.rule().target().chain();
    if (to == null) {
      return;
    }
    ChainDraft chain = chains.get(to);
    if (chain == null) {
      throw new RefusedException(edit, Errno.ENOENT, "no chain " + to);
    }
    if (chain.isBuiltIn()) {
      throw new RefusedException(
          edit, mode == Mode.NFT ? Errno.EOPNOTSUPP : Errno.EINVAL, "chain " + to + " is built in");
    }
  }

  void insert(String name, int number, Entry entry, int edit) {
    ChainDraft chain = require(name, edit);
    boolean first = trusting && number == 1;
    if (!first && (number < 1 || number > chain.rules().size() + 1)) {
      throw new RefusedException(edit, Errno.E2BIG, "chain " + name + " has no place " + number);
    }
    requireTarget(entry, edit);
    chain.changeRules(edit).add(number - 1, entry);
    refer(chain, number, 1);
    changed = true;
  }

  void append(String name, Entry entry, int edit) {
    ChainDraft chain = require(name, edit);
    requireTarget(entry, edit);
    chain.changeRules(edit).append(entry);
    if (references != null) {
      refer(chain, chain.rules().size(), 1);
    }
    changed = true;
  }

  private static void requireRule(ChainDraft chain, int number, int edit) {
    if (number < 1 || number > chain.rules().size()) {
      throw new RefusedException(
          edit, Errno.E2BIG, "chain " + chain.name() + " has no rule " + number);
    }
  }

  void replace(String name, int number, Entry entry, int edit) {
    ChainDraft chain = require(name, edit);
    requireRule(chain, number, edit);
    requireTarget(entry, edit);
    refer(chain, number, -1);
    chain.changeRules(edit).set(number - 1, entry);
    refer(chain, number, 1);
    changed = true;
  }

  void delete(String name, int number, int edit) {
    ChainDraft chain = require(name, edit);
    requireRule(chain, number, edit);
    refer(chain, number, -1);
    chain.changeRules(edit).remove(number - 1);
    changed = true;
  }

  void newChain(String name, int edit) {
    if (chains.containsKey(name)) {
      throw new RefusedException(edit, Errno.EEXIST, "chain " + name + " exists");
    }
    ChainDraft chain = new ChainDraft(new Chain(name, null, Counters.ZERO, List.of()));
    chain.touch(edit);
    chains.put(name, chain);
    changed = true;
  }

  /** Makes a built-in chain where it is not there, before the users' chains and in hook order. */
  void baseChain(String name, int edit) {
    if (chains.containsKey(name)) {
      return;
    }
    Map<String, ChainDraft> all = new LinkedHashMap<>();
    for (Hook hook : before.name().hooks()) {
      ChainDraft there = chains.get(hook.chain());
      if (hook.chain().equals(name)) {
        there = new ChainDraft(Chain.builtIn(hook));
        there.touch(edit);
      }
      if (there != null) {
        all.put(hook.chain(), there);
      }
    }
    all.putAll(chains);
    if (!all.containsKey(name)) {
      throw new RefusedException(edit, Errno.ENOENT, name + " is no built-in chain");
    }
    chains = all;
    changed = true;
  }

  void deleteChain(String name, int edit) {
    ChainDraft chain = require(name, edit);
    if (chain.isBuiltIn() && mode == Mode.LEGACY) {
      throw new RefusedException(edit, Errno.EINVAL, "chain " + name + " is built in");
    }
    if (!trusting && references(name) > 0) {
      throw new RefusedException(edit, Errno.EMLINK, "rules go to chain " + name);
    }
    if (!trusting && chain.rules().size() > 0) {
      throw new RefusedException(edit, Errno.ENOTEMPTY, "chain " + name + " has rules");
    }
    chains.remove(name);
    changed = true;
  }

  /** Renames a chain; the rules that go to it go on doing so, under the new name. */
  void renameChain(String name, String to, int edit) {
    ChainDraft chain = require(name, edit);
    if (chains.containsKey(to)) {
      throw new RefusedException(edit, Errno.EEXIST, "chain " + to + " exists");
    }
    if (chain.isBuiltIn()) {
      throw new RefusedException(edit, Errno.EINVAL, "chain " + name + " is built in");
    }
    if (!trusting && references(name) > 0) {
      for (ChainDraft other : chains.values()) {
        redirect(other, name, to, edit);
      }
    }
    references = null;
    chain.rename(to, edit);
    Map<String, ChainDraft> renamed = new LinkedHashMap<>();
    for (ChainDraft each : chains.values()) {
      renamed.put(each.name(), each);
    }
    chains = renamed;
    changed = true;
  }

  private static void redirect(ChainDraft chain, String from, String to, int edit) {
    for (int i = 0; i < chain.rules().size(); i++) {
      if (!from.equals(chain.rules().chain(i))) {
        continue;
      }
      Entry entry = chain.rules().get(i);
      Rule rule = entry.rule();
      Target target =
          rule.target() instanceof Target.Goto ? new Target.Goto(to) : new Target.Jump(to);
      Rule changed = new Rule(rule.selector(), rule.matches(), target);
      chain.changeRules(edit).set(i, new Entry(changed, entry.counters()));
    }
  }

  void policy(String name, Target.Standard policy, @Nullable Counters counters, int edit) {
    ChainDraft chain = chains.get(name);
    if (chain == null || !chain.isBuiltIn()) {
      throw new RefusedException(edit, Errno.ENOENT, name + " is no built-in chain");
    }
    if (policy != Target.Standard.ACCEPT && policy != Target.Standard.DROP) {
      throw new RefusedException(edit, Errno.EINVAL, policy + " is no policy");
    }
    chain.setPolicy(policy, counters, edit);
    changed = true;
  }

  void flush(String name, int edit) {
    ChainDraft chain = require(name, edit);
    if (chain.rules().isSurelyEmpty()) {
      return;
    }
    if (references != null) {
      for (int number = 1; number <= chain.rules().size(); number++) {
        refer(chain, number, -1);
      }
    }
    chain.changeRules(edit).clear();
    changed = true;
  }

  void zero(String name, int number, int edit) {
    ChainDraft chain = require(name, edit);
    if (number == 0) {
      chain.zero(edit);
    } else {
      requireRule(chain, number, edit);
      chain.zero(number - 1, edit);
    }
    changed = true;
  }

  void flushTable(int edit) {
    Map<String, ChainDraft> kept = new LinkedHashMap<>();
    for (ChainDraft chain : chains.values()) {
      if (chain.isBuiltIn()) {
        flush(chain.name(), edit);
        kept.put(chain.name(), chain);
      }
    }
    chains = kept;
    references = null;
    changed = true;
  }

  Table freeze() {
    if (!changed) {
      return before;
    }
    Map<String, Chain> frozen = new LinkedHashMap<>();
    for (ChainDraft chain : chains.values()) {
      frozen.put(chain.name(), chain.freeze());
    }
    return new Table(before.family(), before.name(), frozen);
  }
}
