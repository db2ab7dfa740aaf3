package org.netfilter4j.agent.files;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.HostObjects;
import org.netfilter4j.xt.ruleset.MemoryBackend;

/**
 * Finds what the kernel would refuse of the wanted rules by themselves: loops of jumps, a match or
 * target in a wrong table or chain. The kernel says nothing of why it refuses a legacy table; this
 * knows the line.
 */
final class ModelCheck {
  private final Mode mode;
  private final List<Edit> edits = new ArrayList<>();

  /** The line of each edit. */
  private final List<@Nullable Place> places = new ArrayList<>();

  private ModelCheck(Mode mode) {
    this.mode = mode;
  }

  static void run(Family family, Mode mode, Collection<WantedTable> tables) {
    ModelCheck check = new ModelCheck(mode);
    tables.forEach(check::table);
    check.commit(family);
  }

  private void commit(Family family) {
    MemoryBackend kernel =
        new MemoryBackend(
            Ruleset.empty(Family.IPV4, mode),
            Ruleset.empty(Family.IPV6, mode),
            HostObjects.UNKNOWN);
    try {
      kernel.commit(family, edits);
    } catch (RefusedException e) {
      Place place = places.get(e.edit());
      if (place == null) {
        throw new IllegalStateException(edits.get(e.edit()) + " is refused: " + e.getMessage());
      }
      throw new BadFileException(place, words(e));
    }
  }

  private static String words(RefusedException refused) {
    boolean explained = refused.errno() == Errno.ELOOP || refused.errno() == Errno.EMLINK;
    return explained
        ? "the kernel would refuse this: " + refused.getMessage()
        : "the kernel would refuse this here: " + refused.errno().message();
  }

  private void add(Edit edit, @Nullable Place place) {
    edits.add(edit);
    places.add(place);
  }

  private void table(WantedTable table) {
    TableName name = table.name();
    add(new Edit.MakeTable(name), null);
    Set<String> others = new HashSet<>();
    for (Placements placed : table.placed()) {
      if (TableDraft.isBuiltIn(name, placed.chain())) {
        add(new Edit.BaseChain(name, placed.chain()), null);
      } else if (others.add(placed.chain())) {
        add(new Edit.NewChain(name, placed.chain()), null);
      }
    }
    for (OwnChain chain : table.own().values()) {
      add(new Edit.NewChain(name, chain.name()), chain.declared());
    }
    for (Placements placed : table.placed()) {
      rules(table, placed.chain(), placed.first(), others);
      for (Placements.Beside beside : placed.beside()) {
        rules(table, placed.chain(), List.of(beside.rule()), others);
      }
      rules(table, placed.chain(), placed.last(), others);
    }
    for (OwnChain chain : table.own().values()) {
      rules(table, chain.name(), chain.rules(), others);
    }
  }

  private void rules(WantedTable table, String chain, List<WantedRule> rules, Set<String> others) {
    for (WantedRule rule : rules) {
      String to = rule.rule().target().chain();
      if (to != null
          && !table.own().containsKey(to)
          && !TableDraft.isBuiltIn(table.name(), to)
          && others.add(to)) {
        // Somebody else's, which may be there.
        add(new Edit.NewChain(table.name(), to), null);
      }
      if (to != null && TableDraft.isBuiltIn(table.name(), to)) {
        throw new BadFileException(rule.place(), "no rule goes to the built-in chain " + to);
      }
      add(
          new Edit.Append(table.name(), chain, new Entry(rule.rule(), Counters.ZERO)),
          rule.place());
    }
  }
}
