package org.netfilter4j.diagnose.live;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.rules.Dialect;
import org.netfilter4j.rules.RuleException;
import org.netfilter4j.rules.Rules;
import org.netfilter4j.xt.Rejected;

/**
 * Rules that one command puts into the kernel's chains for a while. They are gone when this is
 * closed, when the process ends by a signal, and, by a {@link Watchdog}, when it is killed or their
 * time is over; no other rule is ever touched.
 */
public final class TemporaryRules implements AutoCloseable {
  private final LiveTables tables;
  private final Family family;
  private final Tag tag;
  private final Match mark;
  private final Watchdog watchdog;
  private final Thread hook;
  private final long end;
  private boolean closed;

  private TemporaryRules(
      LiveTables tables, Family family, Tag tag, Duration time, Runnable atSignal) {
    this.tables = tables;
    this.family = family;
    this.tag = tag;
    this.mark = mark(family, tag);
    this.end = System.nanoTime() + time.toNanos();
    this.hook =
        new Thread(
            () -> {
              remove();
              atSignal.run();
            },
            "temporary rules");
    this.watchdog = Watchdog.start(tables.namespace(), tag, time);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Begins, with no rule yet; what earlier commands left behind their time is removed.
   *
   * @param command the sub-command's name, one word
   * @param time how long rules may stay
   * @param atSignal what is to be done once they are removed because the process ends
   * @throws KernelException where no watchdog can be started
   */
  public static TemporaryRules open(
      LiveTables tables, String command, Family family, Duration time, Runnable atSignal) {
    removeExpired(tables);
    Tag tag = new Tag(command, Instant.now().plus(time), ProcessHandle.current().pid());
    return new TemporaryRules(tables, family, tag, time, atSignal);
  }

  /** When the rules will be gone at the latest. */
  public Instant until() {
    return tag.until();
  }

  /** Whether there is no time left. */
  public boolean isOver() {
    return System.nanoTime() - end >= 0;
  }

  private static Match mark(Family family, Tag tag) {
    return dialect(family, Mode.NFT, TableName.FILTER)
        .parse("-m comment --comment \"" + tag.text() + "\"")
        .matches()
        .getFirst();
  }

  private static Dialect dialect(Family family, Mode mode, TableName table) {
    return (family == Family.IPV4 ? Rules.ipv4() : Rules.ipv6()).mode(mode).table(table);
  }

  /**
   * A rule that can be put.
   *
   * @param words what it matches, as after {@code iptables -A CHAIN}
   * @param target what it does, as {@code -j ACCEPT}; empty where it only counts
   * @throws Rejected where the words are none of a rule
   */
  public Rule rule(Mode mode, TableName table, String words, String target) {
    Dialect dialect = dialect(family, mode, table);
    try {
      // As it is read back, so that it is known again.
      return dialect.normal(
          dialect.parse(words + " -m comment --comment \"" + tag.text() + "\" " + target));
    } catch (RuleException e) {
      throw Rejected.parameter(e.getMessage());
    }
  }

  /**
   * These rules from here on, and none that were put before.
   *
   * @throws KernelException where the time is over, or another program has changed a chain so that
   *     a place is not to be found again
   */
  public synchronized void put(List<TemporaryRule> rules) {
    if (closed) {
      throw new KernelException("interrupted");
    }
    if (isOver()) {
      throw new KernelException("the time is over: it was to end at " + tag.until());
    }
    if (!rules.isEmpty()) {
      watchdog.check();
    }
    for (Mode mode : tables.modes()) {
      tables.edit(mode, family, now -> edits(now, rules));
    }
  }

  private List<Edit> edits(Ruleset now, List<TemporaryRule> rules) {
    Map<TableName, Map<String, List<TemporaryRule>>> wanted = new LinkedHashMap<>();
    for (TemporaryRule rule : rules) {
      if (rule.before().mode() == now.mode()) {
        wanted
            .computeIfAbsent(rule.before().table(), _ -> new LinkedHashMap<>())
            .computeIfAbsent(rule.before().chain(), _ -> new ArrayList<>())
            .add(rule);
      }
    }
    List<Edit> edits = new ArrayList<>();
    for (Table table : now.tables().values()) {
      Map<String, List<TemporaryRule>> there = wanted.getOrDefault(table.name(), Map.of());
      for (Chain chain : table.chains().values()) {
        List<Rule> others = new ArrayList<>();
        int deleted = edits.size();
        for (int i = 0; i < chain.rules().size(); i++) {
          Rule rule = chain.rules().get(i).rule();
          if (isMine(rule)) {
            // From the last to the first, so that numbers stay right.
            edits.add(deleted, new Edit.Delete(table.name(), chain.name(), i + 1));
          } else {
            others.add(rule);
          }
        }
        insert(table.name(), chain.name(), others, there.get(chain.name()), edits);
      }
    }
    for (TemporaryRule rule : rules) {
      RuleId id = rule.before();
      if (id.mode() == now.mode()) {
        Table table = now.table(id.table());
        if (table == null || table.chain(id.chain()) == null) {
          throw changed(id, "it is gone");
        }
      }
    }
    return edits;
  }

  private static void insert(
      TableName table,
      String chain,
      List<Rule> others,
      @Nullable List<TemporaryRule> wanted,
      List<Edit> edits) {
    if (wanted == null) {
      return;
    }
    List<Placed> placed = new ArrayList<>();
    for (TemporaryRule rule : wanted.reversed()) {
      placed.add(new Placed(place(rule, others), rule));
    }
    // From the last place to the first, and at one place the last rule first.
    placed.sort(Comparator.comparingInt(Placed::number).reversed());
    for (Placed each : placed) {
      Entry entry = new Entry(each.rule().rule(), Counters.ZERO);
      edits.add(new Edit.Insert(table, chain, each.number(), entry));
    }
  }

  private record Placed(int number, TemporaryRule rule) {}

  /** The number that the place has now: between the same rules, or else before the same rule. */
  private static int place(TemporaryRule rule, List<Rule> rules) {
    if (rule.next() == null) {
      return rules.size() + 1;
    }
    for (boolean both : new boolean[] {true, false}) {
      int number = nearest(rule, rules, both);
      if (number > 0) {
        return number;
      }
    }
    throw changed(rule.before(), "rule " + rule.before().number() + " is gone");
  }

  private static int nearest(TemporaryRule rule, List<Rule> rules, boolean both) {
    int expected = rule.before().number();
    for (int distance = 0; distance <= rules.size() + expected; distance++) {
      if (fits(rule, rules, expected - distance, both)) {
        return expected - distance;
      }
      if (fits(rule, rules, expected + distance, both)) {
        return expected + distance;
      }
    }
    return 0;
  }

  private static boolean fits(TemporaryRule rule, List<Rule> rules, int number, boolean both) {
    if (number < 1 || number > rules.size() || !rules.get(number - 1).equals(rule.next())) {
      return false;
    }
    Rule previous = number == 1 ? null : rules.get(number - 2);
    return !both || Objects.equals(previous, rule.previous());
  }

  private static KernelException changed(RuleId id, String how) {
    return new KernelException(
        "another program has changed chain "
            + id.chain()
            + " of table "
            + id.table().word()
            + " ("
            + id.mode().word()
            + ") meanwhile: "
            + how);
  }

  private boolean isMine(Rule rule) {
    return rule.matches().contains(mark);
  }

  /** Whether a rule was put by such a command, be it this one or another. */
  public static boolean isTemporary(Rule rule, Mode mode, TableName table) {
    return hasComment(rule) && Tag.find(dialect(rule.family(), mode, table).print(rule)) != null;
  }

  /** What the rules that are there have counted: chain by chain, in their order. */
  public synchronized List<Counted> counted() {
    List<Counted> found = new ArrayList<>();
    for (Mode mode : tables.modes()) {
      for (Table table : tables.read(mode, family).tables().values()) {
        for (Chain chain : table.chains().values()) {
          for (Entry entry : chain.rules()) {
            if (isMine(entry.rule())) {
              found.add(
                  new Counted(mode, table.name(), chain.name(), entry.rule(), entry.counters()));
            }
          }
        }
      }
    }
    return found;
  }

  /** What one temporary rule has counted. */
  public record Counted(Mode mode, TableName table, String chain, Rule rule, Counters counters) {}

  /** Removes them all, for good. Where that fails the watchdog still does it. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends: the hook does the rest.
    }
    remove();
  }

  private synchronized void remove() {
    if (closed) {
      return;
    }
    closed = true;
    remove(tables, tag);
    watchdog.dismiss();
  }

  /** Removes the rules of that tag from all tables; gives how many there were. */
  static int remove(LiveTables tables, Tag tag) {
    return removeWhere(tables, line -> tag.equals(Tag.find(line)));
  }

  /** Removes rules of any nf4j command whose time is over; gives how many there were. */
  public static int removeExpired(LiveTables tables) {
    Instant now = Instant.now();
    return removeWhere(
        tables,
        line -> {
          Tag tag = Tag.find(line);
          return tag != null && tag.isExpired(now);
        });
  }

  private interface Condemned {
    boolean is(String line);
  }

  private static int removeWhere(LiveTables tables, Condemned condemned) {
    int[] removed = new int[1];
    for (Mode mode : tables.modes()) {
      for (Family family : Family.values()) {
        if (!search(tables.read(mode, family), condemned).isEmpty()) {
          tables.edit(
              mode,
              family,
              now -> {
                List<Edit> edits = search(now, condemned);
                removed[0] += edits.size();
                return edits;
              });
        }
      }
    }
    return removed[0];
  }

  private static List<Edit> search(Ruleset ruleset, Condemned condemned) {
    List<Edit> edits = new ArrayList<>();
    for (Table table : ruleset.tables().values()) {
      Dialect dialect = dialect(ruleset.family(), ruleset.mode(), table.name());
      for (Chain chain : table.chains().values()) {
        int first = edits.size();
        for (int i = 0; i < chain.rules().size(); i++) {
          Rule rule = chain.rules().get(i).rule();
          if (hasComment(rule) && condemned.is(dialect.print(rule))) {
            edits.add(first, new Edit.Delete(table.name(), chain.name(), i + 1));
          }
        }
      }
    }
    return edits;
  }

  private static boolean hasComment(Rule rule) {
    for (Match match : rule.matches()) {
      if (match.remark() != null) {
        return true;
      }
    }
    return false;
  }
}
