package org.netfilter4j.agent;

import org.netfilter4j.linux.Fingerprints;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Mode;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.xtables.MalformedTableException;
import org.netfilter4j.xt.set.SetRefused;

/**
 * Looks now and then at what the kernel tells no events of: legacy tables, and sets. It compares
 * fingerprints alone; what has changed, and whether that matters, is for others to see.
 */
final class SlowPoll {
  private final NetworkNamespace namespace;
  private final boolean tables;
  private final AgentLog log;
  private boolean sets;

  /** Whether what was seen last is known to be right. */
  private boolean known;

  private long lastTables;
  private long lastSets;

  SlowPoll(NetworkNamespace namespace, Mode mode, AgentLog log) {
    this.namespace = namespace;
    this.log = log;
    tables = mode == Mode.LEGACY;
  }

  /** From here on sets are looked at, until something is applied. */
  void watchSets() {
    sets = true;
  }

  /**
   * The agent has changed things: what was seen last may be what it repaired, and if that comes
   * again it is a change.
   *
   * @param watch whether sets are to be looked at
   */
  void applied(boolean watch) {
    sets = watch;
    known = false;
  }

  /** Whether there is anything to look at. */
  boolean isNeeded() {
    return tables || sets;
  }

  /** Whether anything is another way than the last time; also where that can't be found out. */
  boolean hasChanged() {
    try {
      long nowTables = tables ? Fingerprints.legacyTables(namespace) : 0;
      long nowSets = sets ? Fingerprints.sets(namespace) : 0;
      boolean changed = !known || nowTables != lastTables || nowSets != lastSets;
      known = true;
      lastTables = nowTables;
      lastSets = nowSets;
      return changed;
    } catch (KernelException
        | Backend.UnavailableException
        | SetRefused
        | MalformedMessageException
        | MalformedTableException e) {
      log.debug("no fingerprint", "error", e.getMessage());
      return true;
    }
  }
}
