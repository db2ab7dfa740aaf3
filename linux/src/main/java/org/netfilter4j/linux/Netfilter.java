package org.netfilter4j.linux;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.XtablesLock;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Backend.ChangedException;
import org.netfilter4j.model.Backend.Need;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.conntrack.Flows;
import org.netfilter4j.rules.RulesetEditor;

/**
 * The kernel's rules, sets and connections, for programs. Rules are the values that {@code
 * org.netfilter4j.rules} makes; a change is a transaction, of which the kernel takes all or
 * nothing, and which is made anew where another program was faster. In legacy mode the xtables lock
 * is held meanwhile, as the C tools hold it.
 *
 * <p>It takes CAP_NET_ADMIN, and in legacy mode CAP_NET_RAW. Where the right or a part of the
 * kernel is missing, methods throw {@link Backend.UnavailableException} or {@link KernelException}.
 *
 * <p>Safe for several threads: transactions exclude one another.
 */
public final class Netfilter implements AutoCloseable {
  private final NetworkNamespace namespace;
  private final KernelMachine machine;
  private final Backend backend;
  private final XtablesLock lock;

  private Netfilter(Mode mode, NetworkNamespace namespace, Map<String, String> variables) {
    this.namespace = namespace;
    machine = new KernelMachine(namespace, variables);
    backend = machine.backend(mode);
    lock =
        mode == Mode.LEGACY ? new KernelLock(variables.get("XTABLES_LOCKFILE")) : XtablesLock.NONE;
  }

  /** The kernel of this machine, in the process's network namespace. */
  public static Netfilter kernel(Mode mode) {
    return kernel(mode, NetworkNamespace.own());
  }

  /** The kernel of this machine in another network namespace. */
  public static Netfilter kernel(Mode mode, NetworkNamespace namespace) {
    return new Netfilter(mode, namespace, System.getenv());
  }

  /** The mode that is in use on this machine, as {@code nf4j mode} tells. */
  public static Mode modeInUse() {
    return ModeChoice.choose(NetworkNamespace.own());
  }

  public Mode mode() {
    return backend.mode();
  }

  /** All tables of a family as they are now. */
  public synchronized Ruleset ruleset(Family family) {
    return backend.read(family);
  }

  /** A table as it is now; null where nobody made it. */
  public synchronized @Nullable Table table(Family family, TableName table) {
    return backend.read(family, table, Need.ALL).table(table);
  }

  /** The rules of a chain as they are now; none where the chain is not there. */
  public synchronized List<Entry> rules(Family family, TableName table, String chain) {
    Ruleset read = backend.read(family, table, new Need(Set.of(chain), false));
    Table found = read.table(table);
    Chain there = found == null ? null : found.chain(chain);
    return there == null ? List.of() : List.copyOf(there.rules());
  }

  /**
   * Makes changes, all or none. They may be asked for more than once: where another program changed
   * the tables meanwhile, on what it left.
   *
   * @throws org.netfilter4j.rules.RuleException where a change can't be made, with the C tool's
   *     message and exit code; nothing is changed then
   */
  public void change(Family family, Consumer<RulesetEditor> changes) {
    transaction(
        family,
        () -> backend.read(family, Need.CHAINS),
        editor -> {
          changes.accept(editor);
          return true;
        });
  }

  /** {@code -A}: appends one rule; the chain is not read for it. */
  public void append(TableName table, String chain, Rule rule) {
    one(
        table,
        chain,
        rule,
        editor -> {
          editor.append(chain, rule);
          return true;
        });
  }

  /** {@code -C}: whether a rule is there. */
  public boolean contains(TableName table, String chain, Rule rule) {
    return one(table, chain, rule, editor -> editor.find(chain, rule) > 0);
  }

  /** {@code -D}: deletes the first rule that is the same; false where none is. */
  public boolean delete(TableName table, String chain, Rule rule) {
    return one(
        table,
        chain,
        rule,
        editor -> {
          int number = editor.find(chain, rule);
          if (number > 0) {
            editor.delete(chain, number);
          }
          return number > 0;
        });
  }

  private boolean one(
      TableName table, String chain, Rule rule, Function<RulesetEditor, Boolean> changes) {
    Set<String> chains = new HashSet<>(Set.of(chain));
    String to = rule.target().chain();
    if (to != null) {
      chains.add(to);
    }
    Need need = new Need(chains, false);
    return transaction(
        rule.family(),
        () -> backend.read(rule.family(), table, need),
        editor -> changes.apply(editor.in(table)));
  }

  /** Reads what a transaction begins with. */
  private interface Reading {
    Ruleset read();
  }

  private synchronized boolean transaction(
      Family family, Reading reading, Function<RulesetEditor, Boolean> changes) {
    Closeable held = lock.acquire(-1);
    if (held == null) {
      throw new IllegalStateException("the lock was not waited for");
    }
    try {
      while (true) {
        RulesetEditor editor = RulesetEditor.of(reading.read(), backend.judges());
        boolean result = changes.apply(editor);
        if (commit(family, editor)) {
          return result;
        }
      }
    } finally {
      release(held);
    }
  }

  /** False where another program was faster. */
  private boolean commit(Family family, RulesetEditor editor) {
    List<Edit> edits = editor.edits();
    if (edits.isEmpty()) {
      return true;
    }
    try {
      backend.commit(family, edits);
      return true;
    } catch (ChangedException e) {
      return false;
    } catch (RefusedException e) {
      throw editor.refused(e.edit(), e.errno());
    }
  }

  private static void release(Closeable held) {
    try {
      held.close();
    } catch (IOException e) {
      throw new IllegalStateException("letting go of a lock does not fail", e);
    }
  }

  /** The namespace's sets; to be closed. */
  public KernelSets sets() {
    return new KernelSets(namespace);
  }

  /**
   * What changes in nf_tables from here on, whoever does it; to be closed. Legacy tables tell
   * nothing of their changes.
   */
  public RulesetWatch watch() {
    return RulesetWatch.open(namespace, Set.of(RulesetWatch.Subject.CHANGES));
  }

  /** The namespace's connections. */
  public Flows flows() {
    return new KernelFlows(namespace);
  }

  @Override
  public void close() {
    machine.close();
  }
}
