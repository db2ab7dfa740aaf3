package org.netfilter4j.agent;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.keep.Holding;
import org.netfilter4j.agent.keep.Keeper;
import org.netfilter4j.agent.keep.Options;
import org.netfilter4j.linux.Fingerprints;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.ModeChoice;
import org.netfilter4j.linux.ModeSurvey;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;

/**
 * What others have in the two modes, and in which of them this agent has rules. Agents' own rules
 * are left out: else they alone would keep the mode that was chosen once.
 *
 * @param others a survey without the rules of agents
 * @param held the modes that have rules of this agent; without {@link Mode#NFT} where there are no
 *     legacy rules at all
 */
record ModeView(ModeSurvey others, Set<Mode> held) {
  ModeView {
    held = Set.copyOf(held);
  }

  /**
   * The mode to begin with.
   *
   * @param elsewhere whether this agent has rules in the other one, of an earlier choice
   */
  record First(Mode mode, boolean elsewhere) {}

  /**
   * Looks. Rules are read only where it matters whose they are.
   *
   * @param current the mode that the rules are kept in; null where none is yet
   * @throws KernelException as {@link ModeSurvey#of}
   * @throws org.netfilter4j.agent.keep.KeeperException where the rules can't be read
   */
  static ModeView look(
      NetworkNamespace namespace,
      Options keeping,
      Map<String, String> variables,
      @Nullable Mode current) {
    ModeSurvey survey = ModeSurvey.of(namespace);
    boolean legacy =
        survey.tables().stream()
            .anyMatch(held -> held.mode() == Mode.LEGACY && (held.rules() > 0 || held.hinted()));
    if (!legacy && current != Mode.LEGACY) {
      return new ModeView(survey, Set.of());
    }
    List<ModeSurvey.Held> tables = new ArrayList<>();
    Set<Mode> held = EnumSet.noneOf(Mode.class);
    for (Mode mode : Mode.values()) {
      if (survey.rules(mode) > 0) {
        try (Keeper keeper = new Keeper(namespace, mode, keeping, variables)) {
          without(mode, survey, keeper.holdings(), tables, held);
        }
      } else {
        survey.tables().stream().filter(table -> table.mode() == mode).forEach(tables::add);
      }
    }
    ModeSurvey others =
        new ModeSurvey(
            survey.supported(), survey.permitted(), tables, survey.others(), survey.first());
    return new ModeView(others, held);
  }

  private static void without(
      Mode mode,
      ModeSurvey survey,
      List<Holding> holdings,
      List<ModeSurvey.Held> tables,
      Set<Mode> held) {
    for (ModeSurvey.Held table : survey.tables()) {
      if (table.mode() != mode) {
        continue;
      }
      int rules = table.rules();
      for (Holding holding : holdings) {
        if (holding.family() == table.family() && holding.table() == table.table()) {
          rules -= holding.rules();
          if (holding.own()) {
            held.add(mode);
          }
        }
      }
      tables.add(
          new ModeSurvey.Held(
              mode,
              table.family(),
              table.table(),
              table.chains(),
              Math.max(rules, 0),
              table.hinted()));
    }
  }

  /**
   * Chooses the mode to begin with: the one in which this agent has rules already, unless others
   * clearly use the other one.
   *
   * @throws KernelException as {@link #look}
   */
  static First first(NetworkNamespace namespace, Options keeping, Map<String, String> variables) {
    try {
      if (Fingerprints.legacyTables(namespace) == 0) {
        return new First(ModeChoice.choose(namespace), false);
      }
    } catch (KernelException e) {
      // There is no right to look: what chooses knows what to make of it.
      return new First(ModeChoice.choose(namespace), false);
    }
    return look(namespace, keeping, variables, null).first();
  }

  /** The mode to begin with. */
  First first() {
    Mode mode = ModeChoice.of(others).mode();
    if (held.size() == 1) {
      Mode there = held.iterator().next();
      mode = ModeMove.of(there, others) == null ? there : mode;
    }
    return new First(mode, held.contains(other(mode)));
  }

  static Mode other(Mode mode) {
    return mode == Mode.NFT ? Mode.LEGACY : Mode.NFT;
  }
}
