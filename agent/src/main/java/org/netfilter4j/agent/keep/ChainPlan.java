package org.netfilter4j.agent.keep;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.RuleLanguage;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.TableName;

/** What is to be done to one chain. */
final class ChainPlan {
  /** More differences of a kind than these are told by their number. */
  private static final int TOLD = 3;

  private final Plan plan;
  private final TableName table;
  private final String chain;
  private final RuleLanguage language;
  private final List<Entry> rules;

  /** Of the agent's rules; null for those of others. */
  private final @Nullable Rule[] keys;

  private final List<List<Integer>> now = new ArrayList<>();

  /**
   * @param rules that the chain has
   * @param keys for each of them the form by which it is compared, or null where it is not the
   *     agent's
   */
  ChainPlan(
      Plan plan,
      TableName table,
      String chain,
      RuleLanguage language,
      List<Entry> rules,
      @Nullable Rule[] keys) {
    this.plan = plan;
    this.table = table;
    this.chain = chain;
    this.language = language;
    this.rules = rules;
    this.keys = keys;
    now.add(new ArrayList<>());
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] == null) {
        now.add(new ArrayList<>());
      } else {
        now.getLast().add(i);
      }
    }
  }

  /** How many gaps between, before and after others' rules there are. */
  int gaps() {
    return now.size();
  }

  /** Compares with what shall be in the gaps. */
  Alignment align(List<List<Want>> wanted) {
    return new Alignment(now, keys, keys.length, wanted);
  }

  /** Plans what makes the chain as wanted. */
  void change(List<List<Want>> wanted, Alignment to) {
    plan.rulesAdded += to.added();
    plan.rulesRemoved += to.surplus().size();
    plan.rulesMoved += to.moved();
    int number = 1;
    int left = keys.length;
    for (int gap = 0; gap < wanted.size(); gap++) {
      List<Integer> there = now.get(gap);
      int next = 0;
      for (int i = 0; i <= wanted.get(gap).size(); i++) {
        // What goes before the next that stays; at the end all that is left.
        while (next < there.size() && !to.stays(there.get(next))) {
          plan.add(new Edit.Delete(table, chain, number), null);
          left--;
          next++;
        }
        if (i == wanted.get(gap).size()) {
          break;
        }
        if (to.isThere(gap, i)) {
          next++;
        } else {
          insert(wanted.get(gap).get(i), number, left, to.source(gap, i));
          left++;
        }
        number++;
      }
      // The rule of others behind the gap; behind the last there is none.
      number++;
    }
  }

  private void insert(Want want, int number, int size, int source) {
    Counters counters = source == Alignment.NONE ? Counters.ZERO : rules.get(source).counters();
    Entry entry = new Entry(want.rule(), counters);
    plan.add(
        number == size + 1
            ? new Edit.Append(table, chain, entry)
            : new Edit.Insert(table, chain, number, entry),
        want.place());
  }

  // In words.

  /** Tells how the chain differs. */
  void tell(List<List<Want>> wanted, Alignment to) {
    List<String> missing = new ArrayList<>();
    List<String> misplaced = new ArrayList<>();
    for (int gap = 0; gap < wanted.size(); gap++) {
      for (int i = 0; i < wanted.get(gap).size(); i++) {
        if (!to.isThere(gap, i)) {
          Want want = wanted.get(gap).get(i);
          String from = want.place() == null ? "" : " (" + want.place() + ")";
          (to.source(gap, i) == Alignment.NONE ? missing : misplaced).add(text(want.rule()) + from);
        }
      }
    }
    List<String> surplus = new ArrayList<>();
    for (int index : to.surplus().subList(0, Math.min(TOLD, to.surplus().size()))) {
      surplus.add(text(rules.get(index).rule()));
    }
    tell(Drift.Kind.RULE, missing, missing.size(), "is missing", "are missing");
    tell(
        Drift.Kind.RULE,
        surplus,
        to.surplus().size(),
        "is there, and no file has it",
        "are there that no file has");
    tell(
        Drift.Kind.PLACE,
        misplaced,
        misplaced.size(),
        "is not where it shall be",
        "are not where they shall be");
  }

  private void tell(Drift.Kind kind, List<String> texts, int count, String isWhat, String areWhat) {
    if (count > TOLD) {
      plan.drift(kind, table, count + " rules of chain " + chain + " " + areWhat);
      return;
    }
    for (String text : texts) {
      plan.drift(kind, table, "rule " + text + " " + isWhat);
    }
  }

  private String text(Rule rule) {
    String words = language.text(rule);
    return "-A " + chain + (words.isEmpty() ? "" : " " + words);
  }
}
