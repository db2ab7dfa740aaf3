package org.netfilter4j.diagnose.watch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.live.LiveTables;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.live.PacketClass.Direction;
import org.netfilter4j.diagnose.live.Reach;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.LazyEntries;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.rules.provenance.Origin;
import org.netfilter4j.rules.provenance.Provenance;

/** The counters of all rules and policies of the kernel, read again and again. */
public final class CounterBoard {
  /** How rows are put in order. */
  public enum Order {
    PACKETS,
    BYTES
  }

  private final LiveTables tables;
  private final List<Family> families;
  private final @Nullable PacketClass packets;
  private final Map<Place, Counted> chains = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();
  private final Map<Origins, Provenance> origins = new HashMap<>();
  private List<Ruleset> last = List.of();
  private boolean translated;
  private long began;
  private long now;
  private long before;

  /** Whose rules are a mode's; made when it is first asked for. */
  private record Origins(Mode mode, Family family) {}

  private record Place(Mode mode, Family family, TableName table, String chain) {}

  /**
   * A chain as it was read last.
   *
   * @param changed whether it had other rules before
   */
  private record Counted(
      List<Entry> entries, List<Row> rows, @Nullable Row policy, boolean changed) {}

  /**
   * @param packets whose rules are of interest; null for all
   */
  public CounterBoard(LiveTables tables, List<Family> families, @Nullable PacketClass packets) {
    this.tables = tables;
    this.families = List.copyOf(families);
    this.packets = packets;
  }

  /**
   * Reads all counters.
   *
   * @param time a moment in nanoseconds, of a clock that only goes on
   */
  public void read(long time) {
    boolean first = began == 0;
    before = first ? time : now;
    now = time;
    began = first ? time : began;
    rows.clear();
    List<Ruleset> rulesets = new ArrayList<>();
    for (Mode mode : tables.modes()) {
      for (Family family : families) {
        rulesets.add(tables.readAll(mode, family));
      }
    }
    PacketClass of = packets;
    if (first && of != null) {
      translated = Reach.isTranslated(of, rulesets);
    }
    last = rulesets;
    for (Ruleset ruleset : rulesets) {
      for (Table table : ruleset.tables().values()) {
        Reaches reaches = new Reaches(ruleset.mode(), table.name());
        for (Chain chain : table.chains().values()) {
          if (read(ruleset, table, chain, reaches)) {
            origins.remove(new Origins(ruleset.mode(), ruleset.family()));
          }
        }
      }
    }
  }

  /** Whether the chain has other rules than before. */
  private boolean read(Ruleset ruleset, Table table, Chain chain, Reaches reaches) {
    Place place = new Place(ruleset.mode(), ruleset.family(), table.name(), chain.name());
    Counted known = chains.get(place);
    Counted counted = counted(place, chain, known, reaches);
    chains.put(place, counted);
    for (Row row : counted.rows()) {
      if (row.isInteresting()) {
        rows.add(row);
      }
    }
    Row policy = counted.policy();
    if (policy != null) {
      rows.add(policy);
    }
    return counted.changed();
  }

  private static Counted counted(
      Place place, Chain chain, @Nullable Counted known, Reaches reaches) {
    List<Entry> entries = chain.rules();
    List<Row> rows = known != null && isSame(entries, known) ? known.rows() : null;
    boolean changed = rows == null;
    if (rows == null) {
      rows = anew(place, entries, known == null ? List.of() : known.rows(), reaches);
    } else {
      for (int i = 0; i < rows.size(); i++) {
        rows.get(i).count(counters(entries, i));
      }
    }
    Row policy = known == null ? null : known.policy();
    if (policy == null || policy.policy() != chain.policy()) {
      policy =
          chain.policy() == null
              ? null
              : new Row(
                  place.mode(),
                  place.family(),
                  place.table(),
                  place.chain(),
                  null,
                  chain.policy(),
                  0,
                  chain.counters());
    } else {
      policy.count(chain.counters());
    }
    return new Counted(entries, rows, policy, changed);
  }

  private static Counters counters(List<Entry> entries, int index) {
    return entries instanceof LazyEntries lazy
        ? lazy.counters(index)
        : entries.get(index).counters();
  }

  private static long handle(List<Entry> entries, int index) {
    return entries instanceof LazyEntries lazy ? lazy.handle(index) : 0;
  }

  /** Whether the rules are those that were there before, in their places. */
  private static boolean isSame(List<Entry> entries, Counted known) {
    if (entries.size() != known.rows().size()) {
      return false;
    }
    if (!entries.isEmpty() && handle(entries, 0) == 0) {
      return entries instanceof LazyEntries lazy
          && known.entries() instanceof LazyEntries before
          && lazy.isSurelySame(before);
    }
    for (int i = 0; i < entries.size(); i++) {
      if (handle(entries, i) != known.rows().get(i).handle()) {
        return false;
      }
    }
    return true;
  }

  /** Rows for rules of which some are new or stand elsewhere; known ones go on. */
  private static List<Row> anew(
      Place place, List<Entry> entries, List<Row> known, Reaches reaches) {
    Map<Long, Row> byHandle = new HashMap<>();
    Map<Rule, Deque<Row>> byRule = new HashMap<>();
    for (Row row : known) {
      if (row.handle() != 0) {
        byHandle.put(row.handle(), row);
      } else if (row.rule() != null) {
        byRule.computeIfAbsent(row.rule(), _ -> new ArrayDeque<>()).add(row);
      }
    }
    List<Row> rows = new ArrayList<>();
    int number = 0;
    for (int i = 0; i < entries.size(); i++) {
      long handle = handle(entries, i);
      Counters now = counters(entries, i);
      Row row = handle == 0 ? null : byHandle.get(handle);
      if (row == null) {
        Rule rule = entries.get(i).rule();
        Deque<Row> same = handle == 0 ? byRule.get(rule) : null;
        row = same == null ? null : same.poll();
        if (row == null) {
          row =
              new Row(
                  place.mode(),
                  place.family(),
                  place.table(),
                  place.chain(),
                  rule,
                  null,
                  handle,
                  now);
          row.setInteresting(reaches.canMatch(rule));
        }
      }
      row.count(now);
      // Without the temporary ones, as they are numbered when those are gone.
      number += row.isTemporary() ? 0 : 1;
      row.setNumber(row.isTemporary() ? 0 : number);
      rows.add(row);
    }
    return rows;
  }

  /** Begins to count anew. */
  public void begin() {
    began = now;
    for (Counted counted : chains.values()) {
      counted.rows().forEach(Row::forget);
      Row policy = counted.policy();
      if (policy != null) {
        policy.forget();
      }
    }
  }

  /** All rows of interest; those first that move most. */
  public List<Row> rows(Order order) {
    List<Row> sorted = new ArrayList<>(rows);
    boolean bytes = order == Order.BYTES;
    Comparator<Row> last = Comparator.comparingLong(bytes ? Row::lastBytes : Row::lastPackets);
    Comparator<Row> since = Comparator.comparingLong(bytes ? Row::sinceBytes : Row::sincePackets);
    // A stable sort leaves those that stand still in the order of their chains.
    sorted.sort(last.reversed().thenComparing(since.reversed()));
    return sorted;
  }

  /** Whose a row's rule or policy is. */
  public Origin origin(Row row) {
    Provenance provenance =
        origins.computeIfAbsent(new Origins(row.mode(), row.family()), this::provenance);
    Rule rule = row.rule();
    if (rule != null) {
      return provenance.rule(row.table(), row.chain(), rule);
    }
    for (Ruleset ruleset : last) {
      Table table = ruleset.table(row.table());
      Chain chain = table == null ? null : table.chain(row.chain());
      if (chain != null && ruleset.mode() == row.mode() && ruleset.family() == row.family()) {
        return provenance.policy(row.table(), chain);
      }
    }
    return Origin.BY_HAND;
  }

  private Provenance provenance(Origins of) {
    for (Ruleset ruleset : last) {
      if (ruleset.mode() == of.mode() && ruleset.family() == of.family()) {
        return Provenance.of(ruleset);
      }
    }
    return Provenance.of(Ruleset.empty(of.family(), of.mode()));
  }

  /** How many rows moved between the last two readings. */
  public int moving() {
    int moving = 0;
    for (Row row : rows) {
      moving += row.lastPackets() != 0 ? 1 : 0;
    }
    return moving;
  }

  /** How many rows are of interest. */
  public int size() {
    return rows.size();
  }

  /** Seconds between the last two readings. */
  public double lastSeconds() {
    return (now - before) / 1e9;
  }

  /** Seconds since the beginning. */
  public double sinceSeconds() {
    return (now - began) / 1e9;
  }

  /** Whether packets that are meant can match a rule of a table, as requests or as answers. */
  private final class Reaches {
    private final List<Reach> reaches = new ArrayList<>();
    private final @Nullable PacketClass of = packets;

    Reaches(Mode mode, TableName table) {
      PacketClass meant = of;
      if (meant != null) {
        for (Direction direction : Direction.values()) {
          reaches.add(new Reach(meant, direction, mode, table, translated));
        }
      }
    }

    boolean canMatch(Rule rule) {
      if (of == null) {
        return true;
      }
      if (rule.family() != of.family()) {
        return false;
      }
      for (Reach reach : reaches) {
        if (reach.canMatch(rule)) {
          return true;
        }
      }
      return false;
    }
  }
}
