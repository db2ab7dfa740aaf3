package org.netfilter4j.host;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.Environment;
import org.netfilter4j.command.IptablesApply;
import org.netfilter4j.command.LocalClock;
import org.netfilter4j.command.Machine;
import org.netfilter4j.command.Programs;
import org.netfilter4j.command.RuleLanguage;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.command.XtablesLock;
import org.netfilter4j.command.conntrack.Conntrack;
import org.netfilter4j.command.conntrack.ConntrackEnvironment;
import org.netfilter4j.command.ipset.Ipset;
import org.netfilter4j.command.ipset.IpsetEnvironment;
import org.netfilter4j.command.monitor.Monitor;
import org.netfilter4j.command.monitor.MonitorEnvironment;
import org.netfilter4j.engine.Assume;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.engine.conntrack.ConnectionText;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.set.SetNamespace;

/**
 * A host that is a directory: its rules in both modes, its sets, its network. Each part is read
 * when it is first asked for.
 */
public final class EmbeddedHost implements Machine, AutoCloseable {
  private final HostDirectory directory;
  private final Names names;
  private final Map<Mode, HostBackend> backends = new EnumMap<>(Mode.class);
  private final @Nullable CommitLock lock;
  private @Nullable SetNamespace sets;
  private @Nullable Map<String, Integer> references;

  /** A host that may be changed: it is locked from the first reading until it is closed. */
  public EmbeddedHost(HostDirectory directory) {
    this(directory, new CommitLock(directory));
  }

  /** A host that is only read, and so needs no lock: each file is replaced whole. */
  public static EmbeddedHost readOnly(HostDirectory directory) {
    return new EmbeddedHost(directory, null);
  }

  private EmbeddedHost(HostDirectory directory, @Nullable CommitLock lock) {
    this.directory = directory;
    this.lock = lock;
    names =
        Files.isDirectory(directory.names())
            ? new SystemNames(directory.names(), true)
            : SystemNames.ofMachine();
  }

  public HostDirectory directory() {
    return directory;
  }

  @Override
  public Names names() {
    return names;
  }

  /** The rules of a mode; the same object each time. */
  public HostBackend backend(Mode mode) {
    return backends.computeIfAbsent(
        mode,
        m ->
            new HostBackend(
                directory, m, names, new LazySets(this), new LazyObjects(this), this::hold));
  }

  /** The sets of the namespace. */
  public SetNamespace sets() {
    SetNamespace found = sets;
    if (found == null) {
      hold();
      found = new SetNamespace();
      if (Files.exists(directory.sets())) {
        SetFiles.read(directory.sets(), found, names);
      }
      found.referencedBy(this::references);
      sets = found;
    }
    return found;
  }

  /** Writes the sets back. */
  public void saveSets() {
    SetFiles.write(directory.sets(), sets(), names);
  }

  /** How many matches and targets of all rules, in both modes and families, name a set. */
  private int references(String set) {
    Map<String, Integer> counted = references;
    if (counted == null) {
      counted = new HashMap<>();
      for (Ruleset ruleset : rulesets()) {
        count(ruleset, counted);
      }
      references = counted;
    }
    return counted.getOrDefault(set, 0);
  }

  private static void count(Ruleset ruleset, Map<String, Integer> into) {
    for (Table table : ruleset.tables().values()) {
      for (Chain chain : table.chains().values()) {
        for (Entry entry : chain.rules()) {
          for (Match match : entry.rule().matches()) {
            match.sets().forEach(set -> into.merge(set, 1, Integer::sum));
          }
          if (entry.rule().target() instanceof Target.Extended target) {
            target.sets().forEach(set -> into.merge(set, 1, Integer::sum));
          }
        }
      }
    }
  }

  /** The links, addresses, routes, policy rules and settings. */
  public Network network() {
    Network network = new NetworkFiles(directory).read();
    if (network.links().isEmpty()) {
      return Network.builder().build();
    }
    return network;
  }

  /** The modes as their tables run at equal priority; nft first where the host does not tell. */
  public List<Mode> order() {
    List<Mode> order = new ArrayList<>();
    JsonFile.Item facts = JsonFile.object(directory.facts());
    if (facts != null) {
      for (String word : facts.words("runsFirst")) {
        for (Mode mode : Mode.values()) {
          if (mode.word().equals(word) && !order.contains(mode)) {
            order.add(mode);
          }
        }
      }
    }
    for (Mode mode : Mode.values()) {
      if (!order.contains(mode)) {
        order.add(mode);
      }
    }
    return order;
  }

  /** All rules, of those modes and families that have any. */
  public List<Ruleset> rulesets() {
    List<Ruleset> all = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      for (Family family : Family.values()) {
        if (Files.exists(directory.rules(mode, family))) {
          all.add(backend(mode).read(family));
        }
      }
    }
    return all;
  }

  /** The connections as text, or null where none were recorded. */
  public @Nullable String connections() {
    return HostDirectory.read(directory.connections());
  }

  /** What an engine on this host is made of. */
  public Engine.Config config() {
    return new Engine.Config(network(), rulesets(), sets(), order(), 1, Assume.NOTHING);
  }

  /** Writes an engine's counters back into the rules files. */
  public void saveCounters(Engine engine) {
    for (Ruleset before : rulesets()) {
      HostBackend.write(directory, engine.ruleset(before.family(), before.mode()));
    }
  }

  /**
   * Writes an engine's connections back, where any were recorded or are tracked.
   *
   * @param now nanoseconds since 1970, from which the seconds left are counted
   */
  public void saveConnections(Engine engine, long now) {
    String text = ConnectionText.format(engine.connections(), now);
    if (!text.isEmpty() || Files.exists(directory.connections())) {
      HostDirectory.replace(
          directory.connections(), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** The plain-shell script that records a live machine into a host directory. */
  public static InputStream captureScript() {
    InputStream script = EmbeddedHost.class.getResourceAsStream("capture.sh");
    if (script == null) {
      throw new IllegalStateException("capture.sh is not beside this class");
    }
    return script;
  }

  @Override
  public Environment environment(
      String program, Mode mode, InputStream in, PrintStream out, PrintStream err) {
    return new Environment(
        program,
        backend(mode),
        names,
        new LazySets(this),
        mode == Mode.LEGACY ? this::lock : XtablesLock.NONE,
        in,
        out,
        err,
        new LocalClock(),
        family -> hasRules(Mode.LEGACY, family));
  }

  @Override
  public int ipset(List<String> words, InputStream in, PrintStream out, PrintStream err) {
    SetNamespace all = sets();
    long before = all.changes();
    int exit = Ipset.run(words, new IpsetEnvironment(all, names, in, out, err, Clock.systemUTC()));
    if (all.changes() != before) {
      saveSets();
    }
    return exit;
  }

  @Override
  public int conntrack(List<String> words, InputStream in, PrintStream out, PrintStream err) {
    try (HostFlows flows = new HostFlows(directory, names, this::hold)) {
      return Conntrack.run(
          words, new ConntrackEnvironment(flows, names, in, out, err, new LocalClock()));
    }
  }

  @Override
  public int monitor(List<String> words, PrintStream out, PrintStream err) {
    MonitorEnvironment.Source nothing =
        (_, _) -> {
          throw new MonitorEnvironment.UnavailableException(
              "xtables-monitor: a host of files tells of no events; \"nf4j --kernel monitor\""
                  + " watches the kernel");
        };
    return Monitor.run(words, new MonitorEnvironment(nothing, names, out, err));
  }

  /** The host is opened for each step anew. */
  @Override
  public IptablesApply.Host applying(String program, Mode mode, PrintStream out, PrintStream err) {
    return step -> {
      try (EmbeddedHost opened = new EmbeddedHost(directory)) {
        InputStream nothing = InputStream.nullInputStream();
        return step.applyAsInt(opened.environment(program, mode, nothing, out, err));
      }
    };
  }

  @Override
  public Map<String, String> variables() {
    return Map.of("NF4J_HOST", directory.root().toString());
  }

  /**
   * Runs a command on this host: {@code iptables -A INPUT -p tcp --dport 22 -j ACCEPT}. A word with
   * blanks stands in double quotes.
   *
   * @throws HostException where there is no such program, or a file can't be read or written
   */
  public CommandResult run(String commandLine) {
    try {
      return run(RuleLanguage.split(commandLine), "");
    } catch (RuleLanguage.BadRuleException e) {
      throw new HostException(e.getMessage());
    }
  }

  /**
   * Runs a command on this host. What a user of the shell would see is in the result; only what is
   * wrong with the host itself is thrown.
   *
   * @param words the program's name first: iptables, ip6tables-save, ipset …; where the name does
   *     not say the mode it is nft
   * @param input what the program reads from standard input
   * @throws HostException where there is no such program, or a file can't be read or written
   */
  public CommandResult run(List<String> words, String input) {
    if (words.isEmpty() || !Programs.has(words.getFirst())) {
      throw new HostException(
          words.isEmpty() ? "no command" : "\"" + words.getFirst() + "\" is no program of a host");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8);
    PrintStream complain = new PrintStream(err, false, StandardCharsets.UTF_8);
    int exit =
        Programs.run(
            this,
            words.getFirst(),
            () -> Mode.NFT,
            words.subList(1, words.size()),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            print,
            complain);
    print.flush();
    complain.flush();
    return new CommandResult(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private boolean hasRules(Mode mode, Family family) {
    return Files.exists(directory.rules(mode, family))
        && !backend(mode).read(family).tables().isEmpty();
  }

  /** The xtables lock of this host: tried at once, then until the seconds are over. */
  private @Nullable Closeable lock(int seconds) {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (true) {
      FileLock held = FileLock.attempt(directory.xtablesLock());
      if (held != null) {
        return held::close;
      }
      if (seconds >= 0 && System.nanoTime() >= end) {
        return null;
      }
      FileLock.pause(directory.xtablesLock());
    }
  }

  private void hold() {
    if (lock != null) {
      lock.take();
    }
  }

  @Override
  public void close() {
    if (lock != null) {
      lock.close();
    }
  }
}
