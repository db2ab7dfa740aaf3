package org.netfilter4j.xt.match;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Probe;

/**
 * The connections that a rule has seen, by address and zone (nf_conncount.c). Those that are gone
 * or closed are dropped when their address is asked for again.
 *
 * <p>Not safe for several threads.
 */
final class ConnectionCounts {
  /** IPS_ASSURED and IPS_CONFIRMED. */
  private static final int ASSURED = 4;

  private static final int CONFIRMED = 8;

  /** How many are dropped in one go (CONNCOUNT_GC_MAX_COLLECT). */
  private static final int MOST_DROPPED = 64;

  private static final int FIRST_SIZE = 64;
  private static final long MILLISECOND = 1_000_000;

  private static final class Seen {
    private final Connection.Tuple tuple;
    private @Nullable Seen next;

    Seen(Connection.Tuple tuple) {
      this.tuple = tuple;
    }
  }

  /** The connections of an address in a zone, the first seen first. */
  private static final class Group {
    private final long high;
    private final long low;
    private final int zone;
    private @Nullable Seen first;
    private @Nullable Seen last;
    private int count;

    /** When the gone ones were last looked for, in milliseconds, and how many there were then. */
    private long cleaned;

    private int cleanedCount;
    private @Nullable Group next;

    Group(long high, long low, int zone) {
      this.high = high;
      this.low = low;
      this.zone = zone;
    }

    void add(Seen seen) {
      if (last == null) {
        first = seen;
      } else {
        last.next = seen;
      }
      last = seen;
      count++;
    }

    /**
     * Drops those that are gone or closed, up to the one that is asked for.
     *
     * @return whether it was there
     */
    boolean clean(Connection.@Nullable Tuple asked, Context context) {
      int dropped = 0;
      Seen before = null;
      for (Seen seen = first; seen != null && dropped <= MOST_DROPPED; seen = seen.next) {
        Connection connection = context.find(seen.tuple);
        if (connection != null && seen.tuple.equals(asked)) {
          return true;
        }
        if (connection != null && !connection.isClosed()) {
          before = seen;
          continue;
        }
        dropped++;
        count--;
        if (before == null) {
          first = seen.next;
        } else {
          before.next = seen.next;
        }
        if (seen.next == null) {
          last = before;
        }
      }
      cleaned = context.now() / MILLISECOND;
      cleanedCount = count;
      return false;
    }
  }

  private @Nullable Group[] groups = new Group[FIRST_SIZE];
  private int size;

  private static int hash(long high, long low, int zone) {
    long h = (high * 31 + low) * 0x9e3779b97f4a7c15L + zone;
    return (int) (h ^ h >>> 32);
  }

  private @Nullable Group find(long high, long low, int zone) {
    Group group = groups[hash(high, low, zone) & (groups.length - 1)];
    while (group != null && !(group.low == low && group.high == high && group.zone == zone)) {
      group = group.next;
    }
    return group;
  }

  private Group add(long high, long low, int zone) {
    if (size >= groups.length) {
      grow();
    }
    Group group = new Group(high, low, zone);
    int at = hash(high, low, zone) & (groups.length - 1);
    group.next = groups[at];
    groups[at] = group;
    size++;
    return group;
  }

  private void grow() {
    @Nullable Group[] old = groups;
    groups = new Group[2 * old.length];
    for (Group chain : old) {
      for (Group group = chain; group != null; ) {
        Group next = group.next;
        int at = hash(group.high, group.low, group.zone) & (groups.length - 1);
        group.next = groups[at];
        groups[at] = group;
        group = next;
      }
    }
  }

  /**
   * Counts the connections of an address, this packet's included.
   *
   * @return 0 where the packet has no tuple, or the last one of its address has just gone
   */
  private int count(long high, long low, Context context) {
    Connection connection = context.connection();
    int zone = connection == null ? 0 : connection.zone();
    Connection.Tuple tuple = connection == null ? context.tuple() : connection.original();
    if (tuple == null) {
      return 0;
    }
    Group group = find(high, low, zone);
    long now = context.now() / MILLISECOND;
    if (group == null) {
      group = add(high, low, zone);
      group.cleaned = now;
      group.add(new Seen(tuple));
      return 1;
    }
    int status = connection == null ? 0 : connection.status();
    boolean confirmed = (status & CONFIRMED) != 0;
    if (confirmed && (status & ASSURED) != 0) {
      // One that has been counted when it began.
      if (now != group.cleaned) {
        group.clean(null, context);
      }
      return group.count;
    }
    boolean justCleaned = now == group.cleaned && group.count - group.cleanedCount < MOST_DROPPED;
    if (!confirmed && justCleaned || !group.clean(tuple, context)) {
      group.add(new Seen(tuple));
    }
    return group.count;
  }

  /** Whether the count is above a limit, or not above it. */
  record Comparison(
      ConnectionCounts counts, Address mask, boolean destination, long limit, boolean above)
      implements Probe {
    @Override
    public Outcome test(Context context) {
      Packet packet = context.packet();
      Field.Header field =
          destination ? Field.Header.DESTINATION_ADDRESS : Field.Header.SOURCE_ADDRESS;
      int count =
          counts.count(
              packet.high(field) & mask.high(), packet.number(field) & mask.low(), context);
      if (count == 0) {
        return Outcome.DROP;
      }
      return count > limit == above ? Outcome.TRUE : Outcome.FALSE;
    }

    @Override
    public Label label() {
      String network = mask.prefixLength() == mask.family().bits() ? "" : "/" + mask.prefixLength();
      String en = (destination ? "destination" : "source") + network;
      String zh = (destination ? "目的地址" : "源地址") + network;
      return above
          ? new Label("more than " + limit + " connections of the " + en, zh + " 的连接超过 " + limit)
          : new Label("at most " + limit + " connections of the " + en, zh + " 的连接不超过 " + limit);
    }

    @Override
    public Set<Field> reads() {
      return Set.of(
          destination ? Field.Header.DESTINATION_ADDRESS : Field.Header.SOURCE_ADDRESS,
          Field.Flow.STATUS);
    }

    @Override
    public Set<Field> writes() {
      return Set.of();
    }

    @Override
    public Label explain(Context context, Outcome outcome) {
      return switch (outcome) {
        case TRUE -> new Label("there are " + label().en(), label().zh());
        case FALSE -> new Label("there are not " + label().en(), "并非" + label().zh());
        case DROP -> new Label("no connection can be counted for the packet", "该数据包没有可计数的连接");
        case UNKNOWN -> label();
      };
    }
  }
}
