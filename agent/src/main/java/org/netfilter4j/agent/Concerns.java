package org.netfilter4j.agent;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.files.Placements;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.agent.files.WantedTable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.watch.Families;

/**
 * The chains in whose rules others' changes matter to an agent: its own, and those that it has
 * rules in. On a machine where other programs write thousands of rules into chains of theirs it
 * need not look each time.
 */
final class Concerns {
  /** What the names of chains begin with in which agents note what is theirs. */
  private static final String LEDGERS = "NF4J-AGENT";

  private final Set<Chain> chains = new HashSet<>();
  private final @Nullable String prefix;

  private record Chain(int family, String table, String name) {}

  /**
   * Those of a wanted state.
   *
   * @param prefix chains whose names begin so are the agent's; null for none
   */
  Concerns(Wanted wanted, @Nullable String prefix) {
    this.prefix = prefix;
    for (Family family : Family.values()) {
      int number = Families.number(family);
      for (WantedTable table : wanted.tables(family).values()) {
        String word = table.name().word();
        for (String own : table.own().keySet()) {
          chains.add(new Chain(number, word, own));
        }
        for (Placements placed : table.placed()) {
          chains.add(new Chain(number, word, placed.chain()));
        }
      }
    }
  }

  /** Whether a change of that chain's rules matters. */
  boolean include(int family, String table, String chain) {
    return chain.startsWith(LEDGERS)
        || (prefix != null && chain.startsWith(prefix))
        || chains.contains(new Chain(family, table, chain));
  }
}
