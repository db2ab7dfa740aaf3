package org.netfilter4j.agent.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.TableName;

/** A table while files are read. */
final class TableDraft {
  /** A chain of the agent's. */
  record Own(String name, Place declared, List<WantedRule> rules) {}

  /** What is placed in a chain of others. */
  record Placed(
      String chain,
      List<WantedRule> first,
      List<WantedRule> last,
      List<Placements.Beside> beside) {}

  final TableName name;
  final Map<String, Own> own = new LinkedHashMap<>();
  final Map<String, Placed> placed = new LinkedHashMap<>();

  TableDraft(TableName name) {
    this.name = name;
  }

  static boolean isBuiltIn(TableName table, String chain) {
    for (Hook hook : table.hooks()) {
      if (hook.chain().equals(chain)) {
        return true;
      }
    }
    return false;
  }

  Placed placed(String chain) {
    return placed.computeIfAbsent(
        chain, c -> new Placed(c, new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
  }

  WantedTable done() {
    Map<String, OwnChain> chains = new LinkedHashMap<>();
    own.forEach(
        (chain, draft) -> chains.put(chain, new OwnChain(chain, draft.declared(), draft.rules())));
    List<Placements> placements = new ArrayList<>();
    placed.forEach((chain, draft) ->
        placements.add(new Placements(chain, draft.first(), draft.last(), draft.beside())));
    return new WantedTable(name, chains, placements);
  }
}
