package org.netfilter4j.diagnose.live;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.XtablesLock;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.KernelLock;
import org.netfilter4j.linux.KernelMachine;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Backend.ChangedException;
import org.netfilter4j.model.Backend.Need;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Backend.UnavailableException;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;

/**
 * The kernel's rules of both modes, for commands that look and make small changes. Reading makes no
 * table. Safe for several threads: one at a time.
 */
public final class LiveTables implements AutoCloseable {
  private static final int ATTEMPTS = 50;
  private static final int LOCK_SECONDS = 20;

  private final NetworkNamespace namespace;
  private final Map<String, String> variables;
  private final KernelMachine machine;
  private @Nullable List<Mode> modes;

  /**
   * The tables of a namespace.
   *
   * @param variables of the process: XTABLES_LOCKFILE counts
   */
  public LiveTables(NetworkNamespace namespace, Map<String, String> variables) {
    this.namespace = namespace;
    this.variables = Map.copyOf(variables);
    this.machine = new KernelMachine(namespace, variables);
  }

  public NetworkNamespace namespace() {
    return namespace;
  }

  /**
   * The modes that this kernel has.
   *
   * @throws KernelException where there is no right to look
   */
  public synchronized List<Mode> modes() {
    List<Mode> known = modes;
    if (known == null) {
      known = new ArrayList<>();
      for (Mode mode : Mode.values()) {
        if (isThere(mode)) {
          known.add(mode);
        }
      }
      modes = known;
    }
    return List.copyOf(known);
  }

  private boolean isThere(Mode mode) {
    try {
      machine.backend(mode).read(Family.IPV4, Need.CHAINS);
      return true;
    } catch (UnavailableException e) {
      if (e.remark().isEmpty()) {
        throw new KernelException(
            "the " + mode.word() + " rules can't be read: " + e.errno().message() + remedy());
      }
      return false;
    }
  }

  private static String remedy() {
    return " (it takes root, or CAP_NET_ADMIN and CAP_NET_RAW)";
  }

  /** All tables of a mode as they are now, with rules that are read where they are looked at. */
  public Ruleset read(Mode mode, Family family) {
    return read(mode, family, Need.CHAINS);
  }

  /** The same with all rules read at once, for who looks at all of them. */
  public Ruleset readAll(Mode mode, Family family) {
    return read(mode, family, Need.ALL);
  }

  private synchronized Ruleset read(Mode mode, Family family, Need need) {
    try {
      return machine.backend(mode).read(family, need);
    } catch (UnavailableException e) {
      throw new KernelException(
          "the " + mode.word() + " rules can't be read: " + e.errno().message() + remedy());
    }
  }

  /** What is to be changed of what is there; asked again where another program was faster. */
  public interface Changes {
    /** The changes; none where all is well. */
    List<Edit> of(Ruleset now);
  }

  /**
   * Changes the tables of a mode, all or nothing; in legacy mode under the xtables lock.
   *
   * @throws KernelException where the kernel refuses, or the lock is not to be had
   */
  public synchronized void edit(Mode mode, Family family, Changes changes) {
    Backend backend = machine.backend(mode);
    for (int i = 0; i < ATTEMPTS; i++) {
      try (Closeable lock = lock(mode)) {
        List<Edit> edits = changes.of(read(mode, family));
        if (!edits.isEmpty()) {
          backend.commit(family, edits);
        }
        return;
      } catch (ChangedException e) {
        // On what the other program left, once more.
      } catch (RefusedException e) {
        throw new KernelException(
            "the kernel refuses a change of the " + mode.word() + " rules", e.errno());
      } catch (IOException e) {
        throw new KernelException("the xtables lock can't be let go: " + e.getMessage());
      }
    }
    throw new KernelException(
        "another program changes the " + mode.word() + " rules all the time: given up");
  }

  private Closeable lock(Mode mode) {
    if (mode == Mode.NFT) {
      return () -> {};
    }
    Closeable held;
    try {
      held = new KernelLock(variables.get("XTABLES_LOCKFILE")).acquire(LOCK_SECONDS);
    } catch (XtablesLock.UnavailableException e) {
      throw new KernelException(String.valueOf(e.getMessage()));
    }
    if (held == null) {
      throw new KernelException("another program holds the xtables lock");
    }
    return held;
  }

  Map<String, String> variables() {
    return variables;
  }

  @Override
  public synchronized void close() {
    machine.close();
  }
}
