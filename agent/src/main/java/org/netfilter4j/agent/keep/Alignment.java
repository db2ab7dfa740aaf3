package org.netfilter4j.agent.keep;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netfilter4j.model.Rule;

/**
 * Which of the agent's rules in a chain stay where they are, such that as many as may be do; rules
 * of others all stay. Takes time in proportion to n log n.
 *
 * <p>A chain is a row of others' rules with gaps before, between and after them, in which the
 * agent's rules are. A rule stays where it is in its gap already, and in order with those that stay
 * beside it.
 */
final class Alignment {
  static final int NONE = -1;

  /** For each wanted rule, by gap, the rule that is there and stays; NONE where it is put in. */
  private final int[][] staying;

  /**
   * For each wanted rule, by gap, the rule that is the same and does not stay where it is; NONE
   * where there is none.
   */
  private final int[][] coming;

  /** For each rule that is there whether it stays. */
  private final boolean[] stays;

  /** Rules that are there and of which no other place is wanted. */
  private final List<Integer> surplus = new ArrayList<>();

  private int added;
  private int moved;

  /**
   * @param now for each gap the agent's rules that are in it, by their index in the chain
   * @param keys of the agent's rules, by their index in the chain
   * @param size how many rules the chain has
   * @param wanted for each gap what shall be in it
   */
  Alignment(List<List<Integer>> now, Rule[] keys, int size, List<List<Want>> wanted) {
    staying = new int[wanted.size()][];
    coming = new int[wanted.size()][];
    stays = new boolean[size];
    Map<Rule, ArrayDeque<Integer>> free = new HashMap<>();
    for (int gap = 0; gap < wanted.size(); gap++) {
      staying[gap] = longest(pair(now.get(gap), keys, wanted.get(gap)));
      for (int index : staying[gap]) {
        if (index != NONE) {
          stays[index] = true;
        }
      }
    }
    for (List<Integer> there : now) {
      for (int index : there) {
        if (!stays[index]) {
          free.computeIfAbsent(keys[index], _ -> new ArrayDeque<>()).add(index);
        }
      }
    }
    for (int gap = 0; gap < wanted.size(); gap++) {
      coming[gap] = fetch(wanted.get(gap), staying[gap], free);
    }
    free.values().forEach(surplus::addAll);
    surplus.sort(null);
  }

  /** The first wanted one of a rule with the first that is there, the second with the second. */
  private static int[] pair(List<Integer> there, Rule[] keys, List<Want> wanted) {
    Map<Rule, ArrayDeque<Integer>> places = new HashMap<>();
    for (int index : there) {
      places.computeIfAbsent(keys[index], _ -> new ArrayDeque<>()).add(index);
    }
    int[] pairs = new int[wanted.size()];
    for (int i = 0; i < pairs.length; i++) {
      ArrayDeque<Integer> same = places.get(wanted.get(i).key());
      pairs[i] = same == null || same.isEmpty() || wanted.get(i).renewed() ? NONE : same.remove();
    }
    return pairs;
  }

  /** Keeps the longest rising row of the pairs, and NONE for the others. */
  private static int[] longest(int[] pairs) {
    int[] tails = new int[pairs.length];
    int[] before = new int[pairs.length];
    int length = 0;
    for (int i = 0; i < pairs.length; i++) {
      if (pairs[i] == NONE) {
        continue;
      }
      int low = 0;
      int high = length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (pairs[tails[middle]] < pairs[i]) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      before[i] = low == 0 ? NONE : tails[low - 1];
      tails[low] = i;
      length = Math.max(length, low + 1);
    }
    int[] kept = new int[pairs.length];
    Arrays.fill(kept, NONE);
    for (int i = length == 0 ? NONE : tails[length - 1]; i != NONE; i = before[i]) {
      kept[i] = pairs[i];
    }
    return kept;
  }

  private int[] fetch(List<Want> wanted, int[] kept, Map<Rule, ArrayDeque<Integer>> free) {
    int[] from = new int[kept.length];
    Arrays.fill(from, NONE);
    for (int i = 0; i < kept.length; i++) {
      if (kept[i] == NONE) {
        ArrayDeque<Integer> same = free.get(wanted.get(i).key());
        if (same == null || same.isEmpty()) {
          added++;
        } else {
          from[i] = same.remove();
          moved++;
        }
      }
    }
    return from;
  }

  /** Whether the rule of that index stays where it is. */
  boolean stays(int index) {
    return stays[index];
  }

  /** Whether a wanted rule is there already. */
  boolean isThere(int gap, int rule) {
    return staying[gap][rule] != NONE;
  }

  /** The rule whose counters a wanted one goes on with; NONE where it begins. */
  int source(int gap, int rule) {
    return coming[gap][rule];
  }

  /** The rules that go. */
  List<Integer> surplus() {
    return surplus;
  }

  /** How many rules come. */
  int added() {
    return added;
  }

  /** How many rules change their places. */
  int moved() {
    return moved;
  }

  boolean isEmpty() {
    return added + moved + surplus.size() == 0;
  }
}
