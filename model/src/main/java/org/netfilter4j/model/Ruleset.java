package org.netfilter4j.model;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables that one mode holds for one family; a table that nobody made is not there. */
public record Ruleset(Family family, Mode mode, Map<TableName, Table> tables) {
  public Ruleset {
    EnumMap<TableName, Table> copy = new EnumMap<>(TableName.class);
    copy.putAll(tables);
    tables = java.util.Collections.unmodifiableMap(copy);
  }

  public static Ruleset empty(Family family, Mode mode) {
    return new Ruleset(family, mode, Map.of());
  }

  public @Nullable Table table(TableName name) {
    return tables.get(name);
  }
}
