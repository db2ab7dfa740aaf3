package org.netfilter4j.agent.keep;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.files.Placements;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Rule;

/** Sorts what is wanted in a chain of others into the gaps between its rules. */
final class Gaps {
  private final TablePlan table;
  private final List<Entry> rules;
  private final @Nullable Rule[] keys;
  private final List<List<Want>> gaps = new ArrayList<>();

  /**
   * @param rules that the chain has
   * @param keys of those of them that are the agent's; null for others'
   * @param count how many gaps there are
   */
  Gaps(TablePlan table, List<Entry> rules, @Nullable Rule[] keys, int count) {
    this.table = table;
    this.rules = rules;
    this.keys = keys;
    for (int i = 0; i < count; i++) {
      gaps.add(new ArrayList<>());
    }
  }

  List<List<Want>> fill(@Nullable Placements wants) {
    if (wants == null) {
      return gaps;
    }
    wants.first().forEach(rule -> gaps.getFirst().add(table.placed(rule)));
    // In a gap come those after the rule before it, then those before the rule behind it.
    for (boolean after : new boolean[] {true, false}) {
      for (Placements.Beside beside : wants.beside()) {
        if (beside.after() == after) {
          beside(beside);
        }
      }
    }
    wants.last().forEach(rule -> gaps.getLast().add(table.placed(rule)));
    return gaps;
  }

  private void beside(Placements.Beside beside) {
    int other = find(beside.anchor());
    if (other < 0) {
      table.await(
          beside.rule().place(),
          "rule " + beside.anchorText() + " of others is not there in " + table.where());
    } else {
      gaps.get(beside.after() ? other + 1 : other).add(table.placed(beside.rule()));
    }
  }

  /** The number of the first rule of others that is that one, among those of others. */
  private int find(Rule anchor) {
    int other = 0;
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] == null) {
        if (table.key(rules.get(i).rule()).equals(anchor)) {
          return other;
        }
        other++;
      }
    }
    return -1;
  }
}
