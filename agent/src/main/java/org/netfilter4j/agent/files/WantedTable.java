package org.netfilter4j.agent.files;

import java.util.List;
import java.util.Map;
import org.netfilter4j.model.TableName;

/**
 * What is wanted in a table.
 *
 * @param own the agent's chains by their names, in the order of their declaration
 * @param placed what is wanted in others' chains
 */
public record WantedTable(TableName name, Map<String, OwnChain> own, List<Placements> placed) {
  public WantedTable {
    // Map.copyOf would lose the order.
    own = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(own));
    placed = List.copyOf(placed);
  }
}
