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
  private long lastTables;
  private long lastSets;

  SlowPoll(NetworkNamespace namespace, Mode mode, AgentLog log) {
    this.namespace = namespace;
    this.log = log;
    tables = mode == Mode.LEGACY;
  }

  /** Whether sets are to be looked at. */
  void watchSets(boolean watch) {
    sets = watch;
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
      boolean changed = nowTables != lastTables || nowSets != lastSets;
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
