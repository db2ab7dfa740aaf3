package org.netfilter4j.diagnose.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.live.LiveTables;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.live.Tag;
import org.netfilter4j.diagnose.live.TemporaryRules;
import org.netfilter4j.diagnose.live.Watchdog;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.KernelSetting;
import org.netfilter4j.linux.LoggedPackets;
import org.netfilter4j.linux.ModeSurvey;
import org.netfilter4j.linux.Netfilter;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.linux.RulePlaces;
import org.netfilter4j.linux.RulesetWatch;
import org.netfilter4j.linux.TraceTable;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.watch.RulesetChange;
import org.netfilter4j.model.watch.RulesetEvent;
import org.netfilter4j.model.watch.TraceEvent;

/**
 * Packets of a class are traced by the kernel for a while. Whatever ends it, even a kill, nothing
 * is left: the table that marks the packets goes with its socket, and where legacy tables are
 * traced a {@link Watchdog} gives the log's setting back.
 *
 * <p>Not safe for several threads.
 */
public final class KernelTrace implements AutoCloseable {
  /** How the names of tables begin that are made for tracing. */
  static final String TABLE = "nf4j-trace";

  private static final int SLICE_MILLIS = 20;

  private final NetworkNamespace namespace;
  private final Family family;
  private final Map<Mode, Ruleset> rules = new EnumMap<>(Mode.class);
  private final Ways ways;
  private final Thread hook = new Thread(this::release, "trace");
  private @Nullable RulesetWatch watch;
  private @Nullable RulePlaces places;
  private @Nullable NftVisits nft;
  private @Nullable LegacyVisits legacy;
  private @Nullable LoggedPackets log;
  private @Nullable Watchdog watchdog;
  private @Nullable TraceTable table;
  private @Nullable TemporaryRules temporary;
  private final LiveTables tables;
  private boolean changed;
  private @Nullable Label unheard;
  private boolean released;

  /**
   * What is to be traced.
   *
   * @param packets the packets
   * @param replies whether what answers them is traced too
   * @param time how long at most
   * @param count how many packets at most
   * @param ownTable whether a table of its own may be made in nf_tables; else the rules stand in
   *     the legacy table raw
   */
  public record Wish(
      PacketClass packets, boolean replies, Duration time, int count, boolean ownTable) {}

  private KernelTrace(NetworkNamespace namespace, LiveTables tables, Family family) {
    this.namespace = namespace;
    this.tables = tables;
    this.family = family;
    this.ways = new Ways(ModeSurvey.of(namespace).order());
  }

  /**
   * Begins: from here on such packets are traced.
   *
   * @throws KernelException where the kernel refuses
   */
  public static KernelTrace open(
      NetworkNamespace namespace, Map<String, String> variables, Wish wish) {
    LiveTables tables = new LiveTables(namespace, variables);
    boolean done = false;
    KernelTrace trace = null;
    try {
      trace = new KernelTrace(namespace, tables, wish.packets().family());
      trace.begin(wish);
      done = true;
      return trace;
    } finally {
      if (!done) {
        if (trace == null) {
          tables.close();
        } else {
          trace.close();
        }
      }
    }
  }

  private void begin(Wish wish) {
    TemporaryRules.removeExpired(tables);
    Runtime.getRuntime().addShutdownHook(hook);
    // The longest that anything may stay: opening and ending take their time too.
    Duration most = wish.time().plusSeconds(30);
    Tag tag = new Tag("trace", Instant.now().plus(most), ProcessHandle.current().pid());
    boolean withNft = tables.modes().contains(Mode.NFT);
    boolean own = withNft && wish.ownTable();
    if (!own && !tables.modes().contains(Mode.LEGACY)) {
      throw new KernelException(
          "this kernel has neither nf_tables nor legacy tables to trace with");
    }
    if (!own) {
      // Opening the table makes it, before the rules are read.
      try (Netfilter kernel = Netfilter.kernel(Mode.LEGACY, namespace)) {
        kernel.table(family, TableName.RAW);
      }
    }
    for (Mode mode : tables.modes()) {
      rules.put(mode, tables.read(mode, family));
    }
    if (withNft) {
      listen();
    }
    Ruleset old = rules.get(Mode.LEGACY);
    if (old != null && !old.tables().isEmpty()) {
      log(old, tag, most);
    }
    if (own) {
      table =
          TraceTable.open(
              namespace, family, TABLE + "-" + tag.pid(), new MarkingRules(wish).nft(tag));
    }
    if (table == null) {
      mark(wish, most);
    }
  }

  private void listen() {
    RulesetWatch opened =
        RulesetWatch.open(
            namespace, EnumSet.of(RulesetWatch.Subject.TRACES, RulesetWatch.Subject.CHANGES));
    watch = opened;
  }

  private void log(Ruleset old, Tag tag, Duration most) {
    KernelSetting setting = LoggedPackets.setting(namespace, family);
    String value = setting.value();
    if (value != null) {
      watchdog = Watchdog.start(namespace, tag, most, Map.of(setting.path(), value));
    }
    try {
      LoggedPackets opened = LoggedPackets.open(namespace, family);
      log = opened;
      legacy = new LegacyVisits(old, opened::interfaceName);
    } catch (KernelException e) {
      // What nf_tables tells is worth having alone; that something is missing is told.
      unheard =
          new Label(
              "the legacy rules that packets meet can't be told: " + e.getMessage(),
              "无法得知数据包经过的 legacy 规则：" + e.getMessage());
    }
  }

  /** Marks packets by rules in the legacy table raw. */
  private void mark(Wish wish, Duration most) {
    Ruleset old = rules.get(Mode.LEGACY);
    Table raw = old == null ? null : old.table(TableName.RAW);
    if (raw == null) {
      throw new KernelException(
          "this kernel has no tables that go by themselves (from Linux 5.12), and no legacy table"
              + " raw to trace with");
    }
    TemporaryRules made = TemporaryRules.open(tables, "trace", family, most, () -> {});
    temporary = made;
    made.put(new MarkingRules(wish).legacy(made, raw));
    // The log counts the rules that were put too.
    Ruleset now = tables.read(Mode.LEGACY, family);
    rules.put(Mode.LEGACY, now);
    LoggedPackets messages = log;
    if (messages != null) {
      legacy = new LegacyVisits(now, messages::interfaceName);
    }
  }

  /** Listens until so many packets have gone their ways, or the time is over. */
  public void listen(Wish wish) {
    RulesetWatch opened = watch;
    if (opened != null) {
      places = RulePlaces.open(namespace);
      nft = new NftVisits(places, opened);
    }
    long end = System.nanoTime() + wish.time().toNanos();
    long now = System.nanoTime();
    while (now < end && ways.over(now) < wish.count() && !isReleased()) {
      take();
      now = System.nanoTime();
    }
    stopMarking();
    // What is on its way still.
    long patience = now + Duration.ofMillis(200).toNanos();
    while (System.nanoTime() < patience && !isReleased()) {
      take();
    }
  }

  private synchronized boolean isReleased() {
    return released;
  }

  /** No packet is marked any more. */
  private synchronized void stopMarking() {
    if (table != null) {
      table.close();
      table = null;
    }
    if (temporary != null) {
      temporary.close();
      temporary = null;
    }
  }

  /** Takes what is told; not while this is closed from another thread. */
  private synchronized void take() {
    if (released) {
      return;
    }
    RulesetWatch opened = watch;
    boolean told = false;
    RulesetEvent event = opened == null ? null : opened.poll(log == null ? SLICE_MILLIS : 0);
    while (event != null && opened != null) {
      told = true;
      take(event);
      event = opened.poll(0);
    }
    LoggedPackets messages = log;
    LegacyVisits old = legacy;
    if (messages != null && old != null) {
      var logged = messages.poll(told ? 0 : SLICE_MILLIS);
      while (logged != null) {
        Visit visit = old.take(logged);
        if (visit != null) {
          ways.add(visit, System.nanoTime());
        }
        logged = messages.poll(0);
      }
    }
  }

  private void take(RulesetEvent event) {
    NftVisits visits = nft;
    if (event instanceof TraceEvent trace && visits != null) {
      Visit visit = visits.take(trace);
      if (visit != null) {
        ways.add(visit, System.nanoTime());
      }
    } else if (event instanceof RulesetChange change) {
      changed |= isOfOthers(change);
    }
  }

  private static boolean isOfOthers(RulesetChange change) {
    return switch (change) {
      case RulesetChange.RuleAdded added -> !added.rule().table().startsWith(TABLE);
      case RulesetChange.RuleDeleted deleted -> !deleted.rule().table().startsWith(TABLE);
      case RulesetChange.ChainDeleted deleted -> !deleted.chain().table().startsWith(TABLE);
      case RulesetChange.TableSet _,
          RulesetChange.TableDeleted _,
          RulesetChange.ChainSet _,
          RulesetChange.Committed _ ->
          false;
    };
  }

  /** The packets that were traced, in the order in which they came. */
  public List<Traced> packets() {
    List<Traced> packets = new ArrayList<>();
    // Rules are read where they are looked at, which can't be done once this is closed.
    Map<RuleId, Rule> matched = new HashMap<>();
    for (Ways.Way way : ways.all()) {
      List<Visit> visits = way.visits();
      visits.forEach(visit -> matched(visit, matched));
      if (visits.getFirst().packet().packet() != null) {
        packets.add(new Traced(visits, matched, unheard == null));
      }
    }
    return packets;
  }

  private void matched(Visit visit, Map<RuleId, Rule> into) {
    Ruleset ruleset = rules.get(visit.mode());
    TableName name = visit.table();
    Table found = ruleset == null || name == null ? null : ruleset.table(name);
    if (found == null || name == null) {
      return;
    }
    for (Visit.Step step : visit.steps()) {
      if (step instanceof Visit.Step.Matched met) {
        Chain chain = found.chain(met.chain());
        int number = met.number();
        if (chain != null && number > 0 && number <= chain.rules().size()) {
          into.computeIfAbsent(
              new RuleId(visit.mode(), family, name, met.chain(), number),
              _ -> chain.rules().get(number - 1).rule());
        }
      }
    }
  }

  /** What can't be told, and why; null where all can. */
  public @Nullable Label unheard() {
    return unheard;
  }

  /** Whether somebody changed the rules meanwhile, so that numbers may be of other rules. */
  public boolean isChanged() {
    return changed;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends: the hook does it.
    }
    release();
  }

  private synchronized void release() {
    if (released) {
      return;
    }
    released = true;
    stopMarking();
    if (log != null) {
      log.close();
    }
    if (watchdog != null) {
      watchdog.dismiss();
    }
    if (watch != null) {
      watch.close();
    }
    if (places != null) {
      places.close();
    }
    tables.close();
  }
}
