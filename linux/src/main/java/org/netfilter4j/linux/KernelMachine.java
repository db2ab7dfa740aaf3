package org.netfilter4j.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.Environment;
import org.netfilter4j.command.IptablesApply;
import org.netfilter4j.command.LocalClock;
import org.netfilter4j.command.Machine;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.command.XtablesLock;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Names;

/** The kernel of this machine as what the commands work on, in one network namespace. */
public final class KernelMachine implements Machine, AutoCloseable {
  private static volatile boolean isPrepared;
  private final NetworkNamespace namespace;
  private final Map<String, String> variables;
  private final Names names = SystemNames.ofMachine();
  private final SetLookup sets;
  private final @Nullable BooleanSupplier wanted;
  private @Nullable NftBackend nft;
  private @Nullable LegacyBackend legacy;

  /**
   * @param variables of the process: XTABLES_LOCKFILE counts
   */
  public KernelMachine(NetworkNamespace namespace, Map<String, String> variables) {
    this(namespace, variables, null);
  }

  /**
   * @param variables of the process: XTABLES_LOCKFILE counts
   * @param wanted asked when the lock is had: where it says no, nothing is done any more; null
   *     where it is always wanted
   */
  public KernelMachine(
      NetworkNamespace namespace, Map<String, String> variables, @Nullable BooleanSupplier wanted) {
    this.namespace = namespace;
    this.wanted = wanted;
    this.variables = Map.copyOf(variables);
    this.sets = new SetLookup(namespace);
  }

  /**
   * Begins to link the way to the kernel on a thread of its own: it takes a good part of a
   * command's time, and the command's words can be read meanwhile.
   */
  public static void prepare() {
    if (isPrepared) {
      return;
    }
    isPrepared = true;
    Thread.ofPlatform().daemon().name("link").start(SystemCalls::link);
  }

  /** The sets of the namespace, as rules refer to them. */
  public SetLookup sets() {
    return sets;
  }

  /** The rules of a mode; the same object each time. */
  public Backend backend(Mode mode) {
    return switch (mode) {
      case NFT -> {
        NftBackend open = nft;
        if (open == null) {
          open = new NftBackend(namespace, sets);
          nft = open;
        }
        yield open;
      }
      case LEGACY -> {
        LegacyBackend open = legacy;
        if (open == null) {
          open = new LegacyBackend(namespace, sets, true);
          legacy = open;
        }
        yield open;
      }
    };
  }

  @Override
  public Environment environment(
      String program, Mode mode, InputStream in, PrintStream out, PrintStream err) {
    return new Environment(
        program,
        backend(mode),
        names,
        sets,
        mode == Mode.LEGACY
            ? new KernelLock(variables.get("XTABLES_LOCKFILE"), wanted)
            : XtablesLock.NONE,
        in,
        out,
        err,
        new LocalClock(),
        this::hasLegacyTables);
  }

  /** Whether the kernel has tables of legacy mode, used or not. */
  private boolean hasLegacyTables(Family family) {
    String file =
        family == Family.IPV4
            ? "/proc/thread-self/net/ip_tables_names"
            : "/proc/thread-self/net/ip6_tables_names";
    return namespace.in(() -> !isEmpty(Path.of(file)));
  }

  private static boolean isEmpty(Path file) {
    try {
      return Files.readAllBytes(file).length == 0;
    } catch (IOException e) {
      // The kernel has no legacy tables, or does not show them.
      return true;
    }
  }

  @Override
  public int ipset(List<String> words, InputStream in, PrintStream out, PrintStream err) {
    return KernelIpset.run(words, namespace, names, in, out, err);
  }

  @Override
  public int conntrack(List<String> words, InputStream in, PrintStream out, PrintStream err) {
    return KernelConntrack.run(words, namespace, names, in, out, err);
  }

  @Override
  public Names names() {
    return names;
  }

  @Override
  public int monitor(List<String> words, PrintStream out, PrintStream err) {
    return KernelMonitor.run(words, namespace, names, out, err);
  }

  @Override
  public IptablesApply.Host applying(String program, Mode mode, PrintStream out, PrintStream err) {
    return step ->
        step.applyAsInt(environment(program, mode, InputStream.nullInputStream(), out, err));
  }

  @Override
  public Map<String, String> variables() {
    return Map.of("NF4J_KERNEL", "1");
  }

  @Override
  public void close() {
    if (nft != null) {
      nft.close();
    }
    sets.close();
  }
}
