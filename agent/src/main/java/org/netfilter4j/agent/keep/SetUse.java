package org.netfilter4j.agent.keep;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.netfilter4j.agent.files.OwnChain;
import org.netfilter4j.agent.files.Place;
import org.netfilter4j.agent.files.Placements;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.agent.files.WantedRule;
import org.netfilter4j.agent.files.WantedTable;
import org.netfilter4j.agent.keep.KeeperException.Reason;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.set.SetDescription;

/** What wanted rules do with sets. */
final class SetUse {
  /** A set that a rule of a family names. */
  record Named(Family family, String set) {}

  private final Map<Named, Place> named = new LinkedHashMap<>();
  private final Set<String> filled = new HashSet<>();
  private final Set<String> emptied = new HashSet<>();

  static SetUse of(Wanted wanted) {
    SetUse use = new SetUse();
    for (Family family : Family.values()) {
      for (WantedTable table : wanted.tables(family).values()) {
        for (OwnChain chain : table.own().values()) {
          chain.rules().forEach(rule -> use.add(family, rule));
        }
        for (Placements placed : table.placed()) {
          placed.first().forEach(rule -> use.add(family, rule));
          placed.beside().forEach(beside -> use.add(family, beside.rule()));
          placed.last().forEach(rule -> use.add(family, rule));
        }
      }
    }
    return use;
  }

  private void add(Family family, WantedRule rule) {
    each(rule.rule(), set -> named.putIfAbsent(new Named(family, set), rule.place()));
    if (rule.rule().target() instanceof Target.Extended target) {
      filled.addAll(target.filledSets());
      emptied.addAll(target.emptiedSets());
    }
  }

  private static void each(Rule rule, Consumer<String> to) {
    for (Match match : rule.matches()) {
      match.sets().forEach(to);
    }
    if (rule.target() instanceof Target.Extended target) {
      target.sets().forEach(to);
    }
  }

  /** Counts how often a rule refers to each set. */
  static void count(Rule rule, Map<String, Integer> into) {
    each(rule, set -> into.merge(set, 1, Integer::sum));
  }

  /** Refuses rules that name a set which is not there and which no file creates. */
  void require(Kernel kernel, Wanted wanted, Map<String, SetDescription> there) {
    named.forEach((use, place) -> {
      if (wanted.sets().containsKey(use.set())) {
        return;
      }
      SetDescription set = there.get(use.set());
      if (set == null) {
        throw new KeeperException(
            Reason.NOT_READY,
            place.file(),
            place.line(),
            "set " + use.set() + " is not there, and no file creates it");
      }
      if (set.header().family() != null && !kernel.numbers.fits(use.set(), use.family())) {
        throw new KeeperException(
            Reason.WRONG,
            place.file(),
            place.line(),
            "set " + use.set() + " is of the other family");
      }
    });
  }

  /** Whether rules add elements to a set. */
  boolean isFilled(String set) {
    return filled.contains(set);
  }

  /** Whether rules delete elements from a set. */
  boolean isEmptied(String set) {
    return emptied.contains(set);
  }

  /** How often the sets are referred to. */
  static Map<String, Integer> noReferences() {
    return new HashMap<>();
  }
}
