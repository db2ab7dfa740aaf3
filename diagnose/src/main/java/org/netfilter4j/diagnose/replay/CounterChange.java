package org.netfilter4j.diagnose.replay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;

/**
 * What a rule or a policy has counted.
 *
 * @param number of the rule, from 1; 0 for the policy
 * @param rule null for the policy
 * @param policy null for a rule
 * @param added by the capture
 * @param total as it is afterwards
 */
public record CounterChange(
    Mode mode,
    Family family,
    TableName table,
    String chain,
    int number,
    @Nullable Rule rule,
    Target.@Nullable Standard policy,
    Counters added,
    Counters total) {

  /** The counters that moved, in the order of the rules. */
  static List<CounterChange> between(List<Ruleset> before, Engine engine) {
    List<CounterChange> changes = new ArrayList<>();
    for (Ruleset ruleset : before) {
      Ruleset after = engine.ruleset(ruleset.family(), ruleset.mode());
      for (Table table : ruleset.tables().values()) {
        Table counted = after.table(table.name());
        if (counted != null) {
          between(ruleset.mode(), table, counted, changes);
        }
      }
    }
    return changes;
  }

  private static void between(Mode mode, Table before, Table after, List<CounterChange> into) {
    for (Chain chain : before.chains().values()) {
      Chain counted = after.chain(chain.name());
      if (counted == null) {
        continue;
      }
      Counters policy = difference(chain.counters(), counted.counters());
      if (policy.packets() != 0 && chain.policy() != null) {
        into.add(
            new CounterChange(
                mode,
                before.family(),
                before.name(),
                chain.name(),
                0,
                null,
                chain.policy(),
                policy,
                counted.counters()));
      }
      int number = 0;
      for (Entry entry : chain.rules()) {
        Counters now = counted.rules().get(number++).counters();
        Counters added = difference(entry.counters(), now);
        if (added.packets() != 0) {
          into.add(
              new CounterChange(
                  mode,
                  before.family(),
                  before.name(),
                  chain.name(),
                  number,
                  entry.rule(),
                  null,
                  added,
                  now));
        }
      }
    }
  }

  private static Counters difference(Counters before, Counters after) {
    return new Counters(after.packets() - before.packets(), after.bytes() - before.bytes());
  }
}
