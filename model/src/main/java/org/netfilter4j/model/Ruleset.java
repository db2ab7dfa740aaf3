package org.netfilter4j.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables that one mode holds for one family, in the order in which they were made; a table that
 * nobody made is not there.
 */
public record Ruleset(Family family, Mode mode, Map<TableName, Table> tables) {
  public Ruleset {
    // Map.copyOf would lose the order.
    tables = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tables));
  }

  public static Ruleset empty(Family family, Mode mode) {
    return new Ruleset(family, mode, Map.of());
  }

  public @Nullable Table table(TableName name) {
    return tables.get(name);
  }
}
