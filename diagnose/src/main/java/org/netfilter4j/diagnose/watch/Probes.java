package org.netfilter4j.diagnose.watch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.live.LiveTables;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.live.PacketClass.By;
import org.netfilter4j.diagnose.live.PacketClass.Direction;
import org.netfilter4j.diagnose.live.Reach;
import org.netfilter4j.diagnose.live.TemporaryRule;
import org.netfilter4j.diagnose.live.TemporaryRules;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;

/**
 * Rules that count described packets where they come to a chain, and change no verdict: at the
 * beginning of each built-in chain, and of those that rules go to which they may match.
 */
public final class Probes {
  private final PacketClass packets;
  private final TemporaryRules temporary;
  private final List<TemporaryRule> rules = new ArrayList<>();

  private Probes(PacketClass packets, TemporaryRules temporary) {
    this.packets = packets;
    this.temporary = temporary;
  }

  /** Puts them there. */
  public static void put(PacketClass packets, LiveTables tables, TemporaryRules temporary) {
    List<Ruleset> rulesets = new ArrayList<>();
    for (Mode mode : tables.modes()) {
      rulesets.add(tables.read(mode, packets.family()));
    }
    boolean translated = Reach.isTranslated(packets, rulesets);
    Probes probes = new Probes(packets, temporary);
    for (Ruleset ruleset : rulesets) {
      for (Table table : ruleset.tables().values()) {
        probes.add(ruleset.mode(), table, translated);
      }
    }
    temporary.put(probes.rules);
  }

  private void add(Mode mode, Table table, boolean translated) {
    for (Direction direction : Direction.values()) {
      Set<String> called =
          called(new Reach(packets, direction, mode, table.name(), translated), table);
      for (Chain chain : table.chains().values()) {
        if (chain.isBuiltIn() || called.contains(chain.name())) {
          add(mode, table.name(), chain, direction, translated);
        }
      }
    }
  }

  private static Set<String> called(Reach reach, Table table) {
    Set<String> called = new HashSet<>();
    for (Chain chain : table.chains().values()) {
      for (Entry entry : chain.rules()) {
        String to = entry.rule().target().chain();
        if (to != null && reach.canMatch(entry.rule())) {
          called.add(to);
        }
      }
    }
    return called;
  }

  private void add(
      Mode mode, TableName table, Chain chain, Direction direction, boolean translated) {
    RuleId before = new RuleId(mode, packets.family(), table, chain.name(), 1);
    Rule next = chain.rules().isEmpty() ? null : chain.rules().getFirst().rule();
    // Raw comes before connection tracking.
    List<By> ways =
        translated && table != TableName.RAW ? List.of(By.CONNECTION) : List.of(By.HEADERS);
    for (By by : ways) {
      String words = packets.words(direction, by, hook(chain.name()));
      rules.add(new TemporaryRule(before, null, next, temporary.rule(mode, table, words, "")));
    }
  }

  private static @Nullable Hook hook(String chain) {
    for (Hook hook : Hook.values()) {
      if (hook.chain().equals(chain)) {
        return hook;
      }
    }
    return null;
  }
}
