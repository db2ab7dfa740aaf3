package org.netfilter4j.agent.keep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Operation;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.xt.lower.ForgetfulLowering;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.lower.RuleLowering;

/** Finds the agent's rules in the kernel, and what they have counted. */
record Census(Mode mode, Identity identity, RulePlanner.Language language) {

  List<Counted> count(Map<Family, Ruleset> rulesets) {
    List<Counted> all = new ArrayList<>();
    for (Ruleset ruleset : rulesets.values()) {
      for (Table table : ruleset.tables().values()) {
        count(table, all);
      }
    }
    return all;
  }

  private void count(Table table, List<Counted> into) {
    Set<String> own = new HashSet<>();
    Chain ledger = table.chain(identity.ledger());
    if (ledger != null) {
      own.addAll(Identity.chains(ledger));
    }
    for (Chain chain : table.chains().values()) {
      if (identity.isOwnByName(chain.name())) {
        own.add(chain.name());
      }
    }
    for (Chain chain : table.chains().values()) {
      boolean isOwn = own.contains(chain.name());
      List<Entry> rules = chain.rules();
      for (int i = 0; i < rules.size(); i++) {
        Entry entry = rules.get(i);
        String to = entry.rule().target().chain();
        if (isOwn || (to != null && own.contains(to)) || identity.isMarked(entry.rule())) {
          RuleId id = new RuleId(mode, table.family(), table.name(), chain.name(), i + 1);
          into.add(
              new Counted(
                  id, text(table, chain, entry), drops(table, entry.rule()), entry.counters()));
        }
      }
    }
  }

  /** How many rules of each table are agents'. */
  List<Holding> holdings(Map<Family, Ruleset> rulesets) {
    List<Holding> all = new ArrayList<>();
    for (Ruleset ruleset : rulesets.values()) {
      for (Table table : ruleset.tables().values()) {
        all.add(holding(table));
      }
    }
    return all;
  }

  private Holding holding(Table table) {
    Set<String> chains = new HashSet<>();
    for (Chain chain : table.chains().values()) {
      if (Identity.isReserved(chain.name())) {
        chains.add(chain.name());
        chains.addAll(Identity.chains(chain));
      } else if (identity.isOwnByName(chain.name())) {
        chains.add(chain.name());
      }
    }
    int rules = 0;
    for (Chain chain : table.chains().values()) {
      boolean all = chains.contains(chain.name());
      for (Entry entry : chain.rules()) {
        String to = entry.rule().target().chain();
        boolean agents = all || (to != null && chains.contains(to));
        rules += agents || Identity.isMarkedByAny(entry.rule()) ? 1 : 0;
      }
    }
    List<Counted> own = new ArrayList<>();
    count(table, own);
    return new Holding(
        table.family(),
        table.name(),
        rules,
        !own.isEmpty() || table.chain(identity.ledger()) != null);
  }

  private String text(Table table, Chain chain, Entry entry) {
    String words = language.of(table.family(), table.name()).text(entry.rule());
    return "-A " + chain.name() + (words.isEmpty() ? "" : " " + words);
  }

  /** Whether nothing but a drop comes of a packet that the rule matches. */
  private boolean drops(Table table, Rule rule) {
    Lowering lowering = new ForgetfulLowering(table.family(), mode, table.name());
    return switch (RuleLowering.action(rule.target(), table.family(), lowering)) {
      case Action.Verdict verdict -> verdict.kind() == Action.Verdict.Kind.DROP;
      case Action.Do does -> does.operation().outcomes().equals(Set.of(Operation.Result.DROP));
      case Action.Jump _, Action.Goto _, Action.Return _, Action.Continue _, Action.Unknown _ ->
          false;
    };
  }
}
