package org.netfilter4j.agent.keep;

import org.netfilter4j.agent.files.Elements;
import org.netfilter4j.agent.files.WantedSet;
import org.netfilter4j.xt.set.SetDescription;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetListing;
import org.netfilter4j.xt.set.SetStore;

/**
 * Takes elements over from the set that is there into the one that is to be swapped with it: what
 * is wanted with what it has counted and the time that it has left, and what comes and goes by
 * itself.
 */
final class SetCarrier implements SetListing {
  private final SetStore kernel;
  private final WantedSet set;
  private final SetStore.Known to;
  private final SetDifference difference;
  private final Elements.Index wanted;
  private final SetEntry merged = new SetEntry();

  SetCarrier(SetStore kernel, WantedSet set, SetStore.Known to, SetDifference difference) {
    this.kernel = kernel;
    this.set = set;
    this.to = to;
    this.difference = difference;
    this.wanted = set.elements().index();
  }

  @Override
  public void name(String name) {}

  @Override
  public void set(SetDescription description) {}

  /** Leaves out what the new set has no room for. */
  private void fit(SetEntry entry) {
    SetHeader header = set.header();
    entry.timeout = header.hasTimeout() ? Math.max(entry.timeout, 0) : -1;
    entry.hasPackets &= header.counters();
    entry.hasBytes &= header.counters();
    entry.comment = header.comment() ? entry.comment : null;
    entry.hasMark &= header.skbinfo();
    entry.hasPriority &= header.skbinfo();
    entry.queue = header.skbinfo() ? entry.queue : -1;
  }

  @Override
  public void element(SetEntry entry) {
    int at = wanted.find(entry);
    if (at < 0) {
      if (difference.isKept(entry)) {
        fit(entry);
        kernel.add(to, entry, true);
      }
      return;
    }
    set.elements().read(at, merged);
    if (!set.header().hasTimeout()) {
      merged.timeout = -1;
    } else if (merged.timeout > 0 && entry.timeout > 0) {
      // Its time goes on.
      merged.timeout = entry.timeout;
    } else {
      merged.timeout = Math.max(merged.timeout, 0);
    }
    merged.hasPackets = set.header().counters() && entry.hasPackets;
    merged.packets = entry.packets;
    merged.hasBytes = set.header().counters() && entry.hasBytes;
    merged.bytes = entry.bytes;
    kernel.add(to, merged, true);
  }
}
