package org.netfilter4j.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/** The loaded tables of one family in both modes, and the stages that they make of the hooks. */
final class Tables {
  private final Map<Mode, Map<TableName, TableProgram>> byMode = new EnumMap<>(Mode.class);
  private final List<Mode> order;
  private final Map<Hook, Stage[]> hooks = new EnumMap<>(Hook.class);
  private boolean tracked;

  /**
   * @param order the modes as their tables run at equal priority
   */
  Tables(List<Mode> order) {
    this.order = order;
    for (Mode mode : Mode.values()) {
      byMode.put(mode, Map.of());
    }
    plan();
  }

  Map<TableName, TableProgram> of(Mode mode) {
    Map<TableName, TableProgram> tables = byMode.get(mode);
    return tables == null ? Map.of() : tables;
  }

  void replace(Mode mode, Map<TableName, TableProgram> tables) {
    byMode.put(mode, new LinkedHashMap<>(tables));
    plan();
  }

  /** Whether connections are tracked: a rule of the family needs it. */
  boolean isTracked() {
    return tracked;
  }

  Stage[] at(Hook hook) {
    Stage[] stages = hooks.get(hook);
    return stages == null ? new Stage[0] : stages;
  }

  private void plan() {
    tracked = false;
    boolean whole = false;
    for (Map<TableName, TableProgram> tables : byMode.values()) {
      for (TableProgram table : tables.values()) {
        tracked |= table.needsTracking;
        whole |= table.needsWholePackets;
      }
    }
    for (Hook hook : Hook.values()) {
      List<Stage> stages = new ArrayList<>();
      boolean entry = hook == Hook.PREROUTING || hook == Hook.OUTPUT;
      boolean exit = hook == Hook.INPUT || hook == Hook.POSTROUTING;
      if ((tracked || whole) && entry) {
        stages.add(new Stage.Defragment());
      }
      if (tracked && entry) {
        stages.add(new Stage.Track());
      }
      if (tracked && exit) {
        stages.add(new Stage.Confirm());
      }
      for (TableName name : TableName.values()) {
        tables(hook, name, stages);
      }
      // The sort is stable: at equal priority the order of the modes stays.
      stages.sort(Comparator.comparingInt(Stage::priority));
      hooks.put(hook, stages.toArray(new Stage[0]));
    }
  }

  private void tables(Hook hook, TableName name, List<Stage> stages) {
    List<Stage.Ask> asks = new ArrayList<>();
    boolean any = false;
    for (Mode mode : order) {
      TableProgram table = of(mode).get(name);
      if (table == null) {
        continue;
      }
      any = true;
      ChainProgram base = table.at(hook);
      if (base != null) {
        asks.add(new Stage.Ask(table, base, name.priority(hook, mode)));
      }
    }
    if (name == TableName.NAT) {
      // One nat chain anywhere puts the rewriting at all four hooks.
      if (any && name.hooks().contains(hook)) {
        stages.add(new Stage.Translate(asks, name.priority(hook)));
      }
    } else {
      stages.addAll(asks);
    }
  }
}
