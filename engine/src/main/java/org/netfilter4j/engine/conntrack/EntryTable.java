package org.netfilter4j.engine.conntrack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.xt.lower.Context.Template.ZoneDirection;

/**
 * The confirmed entries: by the tuples of both directions, by their source, and in the order in
 * which they came. Those that have expired are removed when they are come across, and now and then
 * they are looked for.
 */
final class EntryTable {
  /** How many of the kernel's hash buckets are looked at for an entry to evict. */
  private static final int EVICTION_RANGE = 8;

  private static final long SECOND = 1_000_000_000L;
  private static final int LEAST_TO_SWEEP = 1024;

  private final Settings settings;
  private final TupleTable tuples = new TupleTable();
  private final SourceIndex sources = new SourceIndex();
  private @Nullable ConnectionEntry oldest;
  private @Nullable ConnectionEntry newest;
  private int count;

  /** When, and at what count again, expired entries are looked for. */
  private long swept = Long.MIN_VALUE / 2;

  private int sweepAt = LEAST_TO_SWEEP;

  EntryTable(Settings settings) {
    this.settings = settings;
  }

  /** How many there are, those included that have expired unnoticed. */
  int count() {
    return count;
  }

  SourceIndex sources() {
    return sources;
  }

  /**
   * Finds the connection's tuple that equals the key in a zone (nf_conntrack_find_get): a tuple
   * counts in the zone's id in the directions that the zone is for, and in zone 0 in the others.
   */
  @Nullable FlowTuple find(FlowTuple key, int zone, ZoneDirection direction, long now) {
    int forOriginal = direction == ZoneDirection.REPLY ? 0 : zone;
    int forReply = direction == ZoneDirection.ORIGINAL ? 0 : zone;
    if (forOriginal == forReply) {
      return alive(key, forOriginal, now);
    }
    FlowTuple found = alive(key, forOriginal, TupleTable.ORIGINALS, now);
    return found != null ? found : alive(key, forReply, TupleTable.REPLIES, now);
  }

  /** The tuple in that very zone, if its connection has not expired. */
  @Nullable FlowTuple alive(FlowTuple key, int zone, long now) {
    return alive(key, zone, TupleTable.ORIGINALS | TupleTable.REPLIES, now);
  }

  private @Nullable FlowTuple alive(FlowTuple key, int zone, int directions, long now) {
    while (true) {
      FlowTuple found = tuples.find(key, zone, directions);
      if (found == null || found.owner == null || !found.owner.isExpired(now)) {
        return found;
      }
      delete(found.owner);
    }
  }

  /**
   * The tuple of another connection that stands where this one's would. It counts only in the zone
   * that the new connection has for its direction, too.
   *
   * @param tuple in a zone of {@code entry}
   */
  @Nullable FlowTuple rival(FlowTuple tuple, int zone, ConnectionEntry entry, long now) {
    int directions =
        (entry.originalTuple().zone == zone ? TupleTable.ORIGINALS : 0)
            | (entry.replyTuple().zone == zone ? TupleTable.REPLIES : 0);
    return alive(tuple, zone, directions, now);
  }

  /**
   * Sees that one more entry may be made (nf_conntrack_max).
   *
   * @param key what is to be entered
   * @return false where the table is full and stays so
   */
  boolean makeRoom(FlowTuple key, long now) {
    if (count < settings.max || settings.max <= 0) {
      return true;
    }
    sweep(now);
    return count < settings.max || evict(key, now);
  }

  /** Removes what has expired unnoticed, at most once a second (gc_worker). */
  private void sweep(long now) {
    if (now - swept < SECOND && now >= swept) {
      return;
    }
    swept = now;
    for (ConnectionEntry entry = oldest; entry != null; ) {
      ConnectionEntry next = entry.newer;
      if (entry.isExpired(now)) {
        delete(entry);
      }
      entry = next;
    }
    sweepAt = Math.max(LEAST_TO_SWEEP, 2 * count);
  }

  /** Evicts a connection of which nothing is assured, nearby in the table (early_drop). */
  private boolean evict(FlowTuple key, long now) {
    int width = Integer.divideUnsigned(-1, settings.buckets);
    int from = Integer.divideUnsigned(key.hash(key.zone), width) * width;
    for (int i = 0; ; ) {
      FlowTuple near = tuples.near(from, width * EVICTION_RANGE, i);
      if (near == null || near.owner == null) {
        return false;
      }
      if (near.owner.isExpired(now) || !near.owner.has(FlowStatus.ASSURED)) {
        delete(near.owner);
        return true;
      }
      i++;
    }
  }

  /** Enters an entry by both its tuples, of which none may be there already. */
  void insert(ConnectionEntry entry, long now) {
    if (count >= sweepAt) {
      sweep(now);
    }
    // Where translation makes both tuples equal, packets are found to be replies, as in the kernel.
    insertReply(entry);
    tuples.add(entry.originalTuple());
  }

  /** Enters an entry such that only its replies find it. */
  void insertReply(ConnectionEntry entry) {
    tuples.add(entry.replyTuple());
    entry.addStatus(FlowStatus.CONFIRMED);
    if (entry.has(FlowStatus.SRC_NAT_DONE)) {
      sources.add(entry);
    }
    entry.older = newest;
    if (newest == null) {
      oldest = entry;
    } else {
      newest.newer = entry;
    }
    newest = entry;
    count++;
  }

  /** Removes a connection, as when it expires. */
  void delete(ConnectionEntry entry) {
    if (!entry.isConfirmed() || entry.has(FlowStatus.DYING)) {
      entry.addStatus(FlowStatus.DYING);
      return;
    }
    entry.addStatus(FlowStatus.DYING);
    tuples.remove(entry.originalTuple());
    tuples.remove(entry.replyTuple());
    if (entry.has(FlowStatus.SRC_NAT_DONE)) {
      sources.remove(entry);
    }
    if (entry.older == null) {
      oldest = entry.newer;
    } else {
      entry.older.newer = entry.newer;
    }
    if (entry.newer == null) {
      newest = entry.older;
    } else {
      entry.newer.older = entry.older;
    }
    count--;
  }

  /** Removes all connections. */
  void clear() {
    while (oldest != null) {
      delete(oldest);
    }
  }

  /** The entries that have not expired, the oldest first. */
  List<ConnectionEntry> entries(long now) {
    List<ConnectionEntry> entries = new ArrayList<>(count);
    for (ConnectionEntry entry = oldest; entry != null; entry = entry.newer) {
      // The second of a clash is found by its replies alone.
      if (!entry.isExpired(now) && !entry.has(FlowStatus.NAT_CLASH)) {
        entries.add(entry);
      }
    }
    return entries;
  }
}
