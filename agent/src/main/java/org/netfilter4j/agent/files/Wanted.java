package org.netfilter4j.agent.files;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/** What a directory's files want, read and checked as far as it can be without a kernel. */
public final class Wanted {
  private final Mode mode;
  private final Map<Family, Map<TableName, WantedTable>> tables;
  private final Map<String, WantedSet> sets;
  private final List<String> warnings;

  Wanted(
      Mode mode,
      Map<Family, Map<TableName, WantedTable>> tables,
      Map<String, WantedSet> sets,
      List<String> warnings) {
    this.mode = mode;
    this.tables = new EnumMap<>(tables);
    this.sets = Collections.unmodifiableMap(new LinkedHashMap<>(sets));
    this.warnings = List.copyOf(warnings);
  }

  /** Nothing: what is left of an agent that goes. */
  public static Wanted nothing(Mode mode) {
    return new Wanted(mode, Map.of(Family.IPV4, Map.of()), Map.of(), List.of());
  }

  /** The mode whose tools' language the files were read in. */
  public Mode mode() {
    return mode;
  }

  /** The tables of a family in which something is wanted. */
  public Map<TableName, WantedTable> tables(Family family) {
    return tables.getOrDefault(family, Map.of());
  }

  /** The sets by their names, in the order of their creation. */
  public Map<String, WantedSet> sets() {
    return sets;
  }

  /** How many rules the files have. */
  public int rules() {
    int count = 0;
    for (Map<TableName, WantedTable> ofFamily : tables.values()) {
      for (WantedTable table : ofFamily.values()) {
        for (OwnChain chain : table.own().values()) {
          count += chain.rules().size();
        }
        for (Placements placed : table.placed()) {
          count += placed.first().size() + placed.last().size() + placed.beside().size();
        }
      }
    }
    return count;
  }

  /** What is odd about the files, each in one line with file and number. */
  public List<String> warnings() {
    return warnings;
  }
}
