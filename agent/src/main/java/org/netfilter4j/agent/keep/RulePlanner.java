package org.netfilter4j.agent.keep;

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.netfilter4j.agent.files.WantedTable;
import org.netfilter4j.command.RuleLanguage;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;

/**
 * What planning needs to know beside the rules that are there and those that are wanted.
 *
 * @param language the language of rules of a family's table
 * @param known the chains that this keeper knows to be the agent's, whatever became of the ledger
 * @param noted the chains that the ledger's set names; where a table's own ledger is gone, other
 *     programs may have made chains of these names
 * @param sets the names of the wanted sets
 * @param renewed the sets whose rules are made anew, because they are about to be other sets
 * @param contested whether rules are not moved in a chain of others for some time
 */
record RulePlanner(
    Mode mode,
    Identity identity,
    Options options,
    Language language,
    Known known,
    Known noted,
    Set<String> sets,
    Set<String> renewed,
    Predicate<Plan.Moved> contested) {

  /** Gives the language of rules. */
  interface Language {
    RuleLanguage of(Family family, TableName table);
  }

  /** Tells which chains are known. */
  interface Known {
    Set<String> chains(Family family, TableName table);
  }

  /**
   * Compares a family's rules with what is wanted.
   *
   * @throws KeeperException where that can't be had
   */
  Plan plan(Ruleset now, Map<TableName, WantedTable> wanted) {
    Plan plan = new Plan(now.family());
    for (TableName name : TableName.values()) {
      Table table = now.table(name);
      WantedTable of = wanted.get(name);
      if (table == null && of == null) {
        continue;
      }
      Table there =
          table != null
              ? table
              : mode == Mode.NFT ? Table.bare(now.family(), name) : Table.empty(now.family(), name);
      new TablePlan(this, plan, there, of, table == null).run();
    }
    return plan;
  }
}
