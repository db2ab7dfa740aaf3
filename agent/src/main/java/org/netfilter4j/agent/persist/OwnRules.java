package org.netfilter4j.agent.persist;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Label.Language;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.rules.provenance.Origin;
import org.netfilter4j.rules.provenance.Provenance;

/**
 * The rules of a ruleset that no program makes again when it starts. What is left can be restored
 * by itself: a rule goes with the chain that it jumps to.
 */
final class OwnRules {
  private final Provenance provenance;

  /** How many rules of each program there are that makes them again. */
  private final Map<String, Integer> remade = new TreeMap<>();

  /** The sets that rules name which are left out, and which are kept. */
  private final Set<String> setsLeftOut = new HashSet<>();

  private final Set<String> setsKept = new HashSet<>();
  private final Ruleset own;

  OwnRules(Ruleset all) {
    this.provenance = Provenance.of(all);
    Map<TableName, Table> tables = new LinkedHashMap<>();
    for (Table table : all.tables().values()) {
      Table kept = own(table);
      if (!isUntouched(kept) || isUntouched(table)) {
        tables.put(table.name(), kept);
      }
    }
    own = new Ruleset(all.family(), all.mode(), tables);
  }

  /** The rules that nobody makes again. */
  Ruleset own() {
    return own;
  }

  /** How many rules of each program are others', by the program's name. */
  Map<String, Integer> remade() {
    return remade;
  }

  /** The sets that rules name which are left out. */
  Set<String> setsLeftOut() {
    return setsLeftOut;
  }

  /** The sets that the rules which are kept name. */
  Set<String> setsKept() {
    return setsKept;
  }

  private Table own(Table table) {
    Map<String, List<Entry>> rules = new HashMap<>();
    for (Chain chain : table.chains().values()) {
      List<Entry> kept = new ArrayList<>();
      for (Entry entry : chain.rules()) {
        Origin origin = provenance.rule(table.name(), chain.name(), entry.rule());
        if (origin.isRemade()) {
          remade.merge(origin.program().name().in(Language.ENGLISH), 1, Integer::sum);
          setsLeftOut.addAll(sets(entry.rule()));
        } else {
          kept.add(entry);
        }
      }
      rules.put(chain.name(), kept);
    }
    while (dropJumpsToNowhere(table, rules)) {
      // A chain that has lost its last rule may have been another rule's target.
    }
    Map<String, Chain> chains = new LinkedHashMap<>();
    for (Chain chain : table.chains().values()) {
      List<Entry> kept = rules.getOrDefault(chain.name(), List.of());
      if (isKept(chain, kept)) {
        chains.put(chain.name(), with(table.name(), chain, kept));
      }
    }
    rules.values().forEach(entries -> entries.forEach(e -> setsKept.addAll(sets(e.rule()))));
    return new Table(table.family(), table.name(), chains);
  }

  private Chain with(TableName table, Chain chain, List<Entry> rules) {
    boolean theirs = chain.isBuiltIn() && provenance.policy(table, chain).isRemade();
    return theirs
        ? new Chain(chain.name(), Target.Standard.ACCEPT, Counters.ZERO, rules)
        : new Chain(chain.name(), chain.policy(), chain.counters(), rules);
  }

  /** A program's chain is kept where somebody has put rules into it that are meant to be there. */
  private boolean isKept(Chain chain, List<Entry> rules) {
    return chain.isBuiltIn() || !rules.isEmpty() || !provenance.chain(chain.name()).isRemade();
  }

  private boolean dropJumpsToNowhere(Table table, Map<String, List<Entry>> rules) {
    Set<String> there = new HashSet<>();
    for (Chain chain : table.chains().values()) {
      if (isKept(chain, rules.getOrDefault(chain.name(), List.of()))) {
        there.add(chain.name());
      }
    }
    boolean dropped = false;
    for (List<Entry> entries : rules.values()) {
      dropped |=
          entries.removeIf(entry -> {
            String to = entry.rule().target().chain();
            return to != null && !there.contains(to);
          });
    }
    return dropped;
  }

  private static List<String> sets(Rule rule) {
    List<String> sets = new ArrayList<>();
    for (Match match : rule.matches()) {
      sets.addAll(match.sets());
    }
    if (rule.target() instanceof Target.Extended target) {
      sets.addAll(target.sets());
    }
    return sets;
  }

  private static boolean isUntouched(Table table) {
    for (Chain chain : table.chains().values()) {
      if (!chain.isBuiltIn()
          || !chain.rules().isEmpty()
          || chain.policy() != Target.Standard.ACCEPT) {
        return false;
      }
    }
    return true;
  }
}
