package org.netfilter4j.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table: its built-in chains in hook order, then the users' chains in the order in which they
 * were made. The order in which a tool lists them is the tool's.
 *
 * <p>In legacy mode a table has all its built-in chains. In nft mode a built-in chain is there once
 * a tool has made it; packets pass where it is not.
 */
public record Table(Family family, TableName name, Map<String, Chain> chains) {
  public Table {
    // Map.copyOf would lose the order.
    chains = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(chains));
  }

  /** The table as it is before anybody touched it: built-in chains that accept. */
  public static Table empty(Family family, TableName name) {
    Map<String, Chain> chains = new LinkedHashMap<>();
    for (Hook hook : name.hooks()) {
      chains.put(hook.chain(), Chain.builtIn(hook));
    }
    return new Table(family, name, chains);
  }

  /** The table as nf_tables first has it: no chains. */
  public static Table bare(Family family, TableName name) {
    return new Table(family, name, Map.of());
  }

  public @Nullable Chain chain(String chain) {
    return chains.get(chain);
  }

  /** How many rules of this table jump or go to each chain. */
  public Map<String, Integer> references() {
    Map<String, Integer> count = new LinkedHashMap<>();
    for (Chain chain : chains.values()) {
      List<Entry> rules = chain.rules();
      LazyEntries lazy = rules instanceof LazyEntries list ? list : null;
      for (int i = 0; i < rules.size(); i++) {
        String to = lazy != null ? lazy.chain(i) : rules.get(i).rule().target().chain();
        if (to != null) {
          count.merge(to, 1, Integer::sum);
        }
      }
    }
    return count;
  }
}
