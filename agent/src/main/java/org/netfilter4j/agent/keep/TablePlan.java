package org.netfilter4j.agent.keep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.files.OwnChain;
import org.netfilter4j.agent.files.Place;
import org.netfilter4j.agent.files.Placements;
import org.netfilter4j.agent.files.WantedRule;
import org.netfilter4j.agent.files.WantedTable;
import org.netfilter4j.agent.keep.KeeperException.Reason;
import org.netfilter4j.command.RuleLanguage;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;

/** What is to be done to one table. */
final class TablePlan {
  private final RulePlanner with;
  private final Plan plan;
  private final Table table;
  private final TableName name;
  private final Map<String, OwnChain> wanted;
  private final Map<String, Placements> placed = new HashMap<>();
  private final boolean missing;
  private final RuleLanguage language;

  /** The agent's chains: those that are wanted, and those that were. */
  private final Set<String> own = new HashSet<>();

  private boolean making;

  /**
   * @param missing whether the table is not there, so that it must be made for anything in it
   */
  TablePlan(
      RulePlanner with, Plan plan, Table table, @Nullable WantedTable wanted, boolean missing) {
    this.with = with;
    this.plan = plan;
    this.table = table;
    this.name = table.name();
    this.wanted = wanted == null ? Map.of() : wanted.own();
    this.missing = missing;
    if (wanted != null) {
      wanted.placed().forEach(each -> placed.put(each.chain(), each));
    }
    language = with.language().of(table.family(), name);
  }

  void run() {
    Chain ledger = table.chain(with.identity().ledger());
    if (ledger != null) {
      own.addAll(Identity.chains(ledger));
      own.addAll(with.noted().chains(table.family(), name));
    }
    own.addAll(with.known().chains(table.family(), name));
    for (Chain chain : table.chains().values()) {
      if (with.identity().isOwnByName(chain.name())) {
        own.add(chain.name());
      }
    }
    own.removeIf(chain -> {
      Chain there = table.chain(chain);
      return there != null && there.isBuiltIn();
    });
    own.remove(with.identity().ledger());
    wanted.values().forEach(this::claim);
    own.addAll(wanted.keySet());
    ledger(ledger);
    wanted.values().forEach(this::makeOwn);
    wanted.values().forEach(this::ownChain);
    for (Chain chain : table.chains().values()) {
      if (!own.contains(chain.name()) && !chain.name().equals(with.identity().ledger())) {
        others(chain, placed.remove(chain.name()));
      }
    }
    placed.values().forEach(this::inMissing);
    obsolete(ledger);
  }

  // The agent's chains.

  /** Refuses a chain that is there with other rules and was never the agent's. */
  private void claim(OwnChain chain) {
    if (Identity.isReserved(chain.name())) {
      throw wrong(chain.declared(), "only agents' ledgers are called " + chain.name());
    }
    Chain there = table.chain(chain.name());
    if (there == null
        || own.contains(chain.name())
        || with.options().adopt()
        || there.rules().isEmpty()) {
      return;
    }
    if (!planOf(there).align(List.of(wants(chain.rules()))).isEmpty()) {
      throw wrong(
          chain.declared(),
          "chain "
              + chain.name()
              + " is there already with other rules, and is not the agent's: call it otherwise, or"
              + " remove it");
    }
  }

  private static KeeperException wrong(@Nullable Place place, String message) {
    return failure(Reason.WRONG, place, message);
  }

  private static KeeperException failure(Reason reason, @Nullable Place place, String message) {
    return new KeeperException(
        reason, place == null ? null : place.file(), place == null ? 0 : place.line(), message);
  }

  private List<Want> wants(List<WantedRule> rules) {
    List<Want> wants = new ArrayList<>(rules.size());
    for (WantedRule rule : rules) {
      wants.add(Want.of(rule, isRenewed(rule.rule())));
    }
    return wants;
  }

  private boolean isRenewed(Rule rule) {
    if (with.renewed().isEmpty()) {
      return false;
    }
    for (Match match : rule.matches()) {
      if (!java.util.Collections.disjoint(match.sets(), with.renewed())) {
        return true;
      }
    }
    return rule.target() instanceof Target.Extended target
        && !java.util.Collections.disjoint(target.sets(), with.renewed());
  }

  /** A chain all of whose rules are the agent's. */
  private ChainPlan planOf(Chain chain) {
    List<Entry> rules = chain.rules();
    Rule[] keys = new Rule[rules.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = language.comparable(rules.get(i).rule());
    }
    return new ChainPlan(plan, name, chain.name(), language, rules, keys);
  }

  private void make() {
    if (missing && !making) {
      making = true;
      plan.add(new Edit.MakeTable(name), null);
    }
  }

  private void newChain(String chain, @Nullable Place place) {
    make();
    plan.add(new Edit.NewChain(name, chain), place);
    plan.chainsMade++;
  }

  private static Chain empty(String chain) {
    return new Chain(chain, null, org.netfilter4j.model.Counters.ZERO, List.of());
  }

  private void ledger(@Nullable Chain there) {
    if (wanted.isEmpty()) {
      return;
    }
    List<Want> wants = new ArrayList<>();
    Set<String> sets =
        name == TableName.FILTER && table.family() == Family.IPV4 ? with.sets() : Set.of();
    for (Rule rule :
        Identity.rules(table.family(), new TreeSet<>(wanted.keySet()), new TreeSet<>(sets))) {
      wants.add(new Want(rule, language.comparable(rule), null, false));
    }
    int added = plan.rulesAdded;
    int removed = plan.rulesRemoved;
    if (there == null) {
      newChain(with.identity().ledger(), null);
      plan.chainsMade--;
    }
    ChainPlan chain = planOf(there == null ? empty(with.identity().ledger()) : there);
    Alignment to = chain.align(List.of(wants));
    chain.change(List.of(wants), to);
    // The ledger is no rule that anybody wants.
    plan.rulesAdded = added;
    plan.rulesRemoved = removed;
    if (there == null || !to.isEmpty()) {
      plan.drift(
          Drift.Kind.CHAIN,
          name,
          "the ledger of the agent's chains, " + with.identity().ledger() + ", is not right");
    }
  }

  /** Makes a chain that is not there, before any rule goes to it. */
  private void makeOwn(OwnChain chain) {
    if (table.chain(chain.name()) == null) {
      newChain(chain.name(), chain.declared());
      plan.drift(
          Drift.Kind.CHAIN,
          name,
          "chain " + chain.name() + " (" + chain.declared() + ") is missing");
    }
  }

  private void ownChain(OwnChain chain) {
    Chain there = table.chain(chain.name());
    for (WantedRule rule : chain.rules()) {
      requireTarget(rule);
    }
    ChainPlan chainPlan = planOf(there == null ? empty(chain.name()) : there);
    List<List<Want>> wants = List.of(wants(chain.rules()));
    Alignment to = chainPlan.align(wants);
    chainPlan.change(wants, to);
    if (there != null) {
      chainPlan.tell(wants, to);
    }
  }

  /** The form by which a rule is compared. */
  Rule key(Rule rule) {
    return language.comparable(rule);
  }

  /** A table as people call it. */
  String where() {
    return plan.where(name);
  }

  /**
   * A rule as it is put into a chain of others.
   *
   * @throws KeeperException where it can't be
   */
  Want placed(WantedRule wanted) {
    requireTarget(wanted);
    Rule rule = wanted.rule();
    String to = rule.target().chain();
    if (to != null && own.contains(to)) {
      return Want.of(wanted, isRenewed(rule));
    }
    Rule marked = with.identity().marked(rule);
    if (marked == null) {
      String mark = with.identity().mark();
      throw wrong(
          wanted.place(), "the comment leaves no room for the agent's mark, \"" + mark + ": \"");
    }
    return new Want(marked, key(marked), wanted.place(), isRenewed(rule));
  }

  /** Refuses a rule that goes to a chain that is not there. */
  private void requireTarget(WantedRule rule) {
    String to = rule.rule().target().chain();
    if (to == null || wanted.containsKey(to)) {
      return;
    }
    if (own.contains(to)) {
      throw wrong(
          rule.place(), "the rule goes to chain " + to + ", which no file declares any more");
    }
    if (table.chain(to) == null) {
      throw failure(
          Reason.NOT_READY,
          rule.place(),
          "the rule goes to chain " + to + ", which is not there in " + plan.where(name));
    }
  }

  private void obsolete(@Nullable Chain ledger) {
    List<Chain> gone = new ArrayList<>();
    for (Chain chain : table.chains().values()) {
      if (own.contains(chain.name()) && !wanted.containsKey(chain.name())) {
        gone.add(chain);
        plan.chainsRemoved++;
        plan.drift(
            Drift.Kind.CHAIN, name, "chain " + chain.name() + " is there, and no file declares it");
      }
    }
    if (ledger != null && wanted.isEmpty()) {
      gone.add(ledger);
      plan.drift(
          Drift.Kind.CHAIN,
          name,
          "the ledger of the agent's chains, " + ledger.name() + ", is there, and not needed");
    }
    for (Chain chain : gone) {
      if (!chain.rules().isEmpty()) {
        plan.rulesRemoved += Identity.isReserved(chain.name()) ? 0 : chain.rules().size();
        plan.add(new Edit.Flush(name, chain.name()), null);
      }
    }
    for (Chain chain : gone) {
      plan.add(new Edit.DeleteChain(name, chain.name()), null);
    }
  }

  // Others' chains.

  /**
   * A chain of others that is there.
   *
   * @param wants what is wanted in it; null for nothing
   */
  private void others(Chain chain, @Nullable Placements wants) {
    List<Entry> rules = chain.rules();
    Rule[] keys = new Rule[rules.size()];
    boolean mine = wants != null;
    for (int i = 0; i < keys.length; i++) {
      Rule rule = rules.get(i).rule();
      String to = rule.target().chain();
      if ((to != null && own.contains(to)) || with.identity().isMarked(rule)) {
        keys[i] = language.comparable(rule);
        mine = true;
      }
    }
    if (!mine) {
      return;
    }
    ChainPlan chainPlan = new ChainPlan(plan, name, chain.name(), language, rules, keys);
    List<List<Want>> gaps = new Gaps(this, rules, keys, chainPlan.gaps()).fill(wants);
    Alignment to = chainPlan.align(gaps);
    if (to.isEmpty()) {
      return;
    }
    if (to.added() == 0 && to.surplus().isEmpty()) {
      Plan.Moved moved = new Plan.Moved(table.family(), name, chain.name());
      if (with.contested().test(moved)) {
        plan.drift(
            Drift.Kind.CONTESTED,
            name,
            "somebody else moves the agent's rules in chain "
                + chain.name()
                + " again and again: they are left where they are for a while");
        return;
      }
      plan.moves.add(moved);
    }
    chainPlan.change(gaps, to);
    chainPlan.tell(gaps, to);
  }

  /** A chain of others that is not there: a built-in one is made, any other is waited for. */
  private void inMissing(Placements wants) {
    if (own.contains(wants.chain())) {
      throw wrong(
          first(wants).place(), "chain " + wants.chain() + " is not declared by any file any more");
    }
    boolean builtIn = name.hooks().stream().anyMatch(hook -> hook.chain().equals(wants.chain()));
    if (!builtIn) {
      await(
          first(wants).place(), "chain " + wants.chain() + " is not there in " + plan.where(name));
      return;
    }
    make();
    plan.add(new Edit.BaseChain(name, wants.chain()), null);
    others(empty(wants.chain()), wants);
  }

  private static WantedRule first(Placements wants) {
    return !wants.first().isEmpty()
        ? wants.first().getFirst()
        : !wants.last().isEmpty() ? wants.last().getFirst() : wants.beside().getFirst().rule();
  }

  /** Says that what is wanted waits for something of somebody else's, or refuses it. */
  void await(Place place, String what) {
    if (!with.options().partial()) {
      throw failure(Reason.NOT_READY, place, what);
    }
    plan.pending.add(place + ": " + what);
    plan.drift(Drift.Kind.WAITING, name, what + " (" + place + ")");
  }
}
