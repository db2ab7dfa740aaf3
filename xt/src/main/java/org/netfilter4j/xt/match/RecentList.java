package org.netfilter4j.xt.match;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Context.Owner;
import org.netfilter4j.xt.lower.Probe;

/**
 * A list of recent (struct recent_table): at most 100 addresses of both families, of which the one
 * that was not updated for longest goes when another comes. Its mask and how many times an address
 * keeps are the list's, whatever rule asks.
 *
 * <p>Not safe for several threads.
 */
final class RecentList {
  /** ip_list_tot. */
  private static final int MOST = 100;

  private static final int BUCKETS = 128;

  /** How many times are kept where no rule asks for more. */
  private static final int LEAST_TIMES = 32;

  private static final int MILLISECOND = 1_000_000;

  /** An address, and when it was seen, in milliseconds: a ring. */
  private static final class Entry {
    private Family family = Family.IPV4;
    private long high;
    private long low;
    private int ttl;
    private long[] times;

    /** How many times there are. */
    private int count;

    /** Where the next one goes. */
    private int index;

    /** In its bucket, in the order of coming. */
    private @Nullable Entry next;

    private @Nullable Entry older;
    private @Nullable Entry newer;

    Entry(int times) {
      this.times = new long[times];
    }
  }

  private final long maskHigh;
  private final long maskLow;
  private final @Nullable Entry[] buckets = new Entry[BUCKETS];
  private int most = LEAST_TIMES;
  private int count;
  private @Nullable Entry oldest;
  private @Nullable Entry newest;
  private @Nullable Entry free;

  /** The mask of the first rule that names the list. */
  RecentList(Address mask) {
    // The kernel masks 16 bytes, of which an IPv4 address has the first four.
    boolean ipv4 = mask.family() == Family.IPV4;
    maskHigh = ipv4 ? mask.low() << 32 | 0xffff_ffffL : mask.high();
    maskLow = ipv4 ? -1 : mask.low();
  }

  /** Keeps as many times as a rule asks for; a list that is too small for that begins anew. */
  void remember(int hits) {
    int wanted = hits == 0 ? LEAST_TIMES : Integer.highestOneBit(Math.max(1, 2 * hits - 1));
    if (wanted > most) {
      while (oldest != null) {
        remove(oldest);
      }
      free = null;
      most = wanted;
    }
  }

  private static int bucket(Family family, long high, long low) {
    long h = (high * 31 + low) * 0x9e3779b97f4a7c15L + family.ordinal();
    return (int) (h >>> 57);
  }

  /**
   * @param ttl that it must have been seen with; 0 for any
   */
  private @Nullable Entry find(Family family, long high, long low, int ttl) {
    Entry entry = buckets[bucket(family, high, low)];
    while (entry != null
        && !(entry.low == low
            && entry.high == high
            && entry.family == family
            && (ttl == entry.ttl || ttl == 0 || entry.ttl == 0))) {
      entry = entry.next;
    }
    return entry;
  }

  private void add(Family family, long high, long low, int ttl, long now) {
    if (count >= MOST && oldest != null) {
      remove(oldest);
    }
    Entry entry = free == null ? new Entry(most) : free;
    free = entry.next;
    entry.family = family;
    entry.high = high;
    entry.low = low;
    entry.ttl = ttl;
    entry.times[0] = now;
    entry.count = 1;
    entry.index = 1;
    entry.next = null;
    int at = bucket(family, high, low);
    Entry last = buckets[at];
    if (last == null) {
      buckets[at] = entry;
    } else {
      while (last.next != null) {
        last = last.next;
      }
      last.next = entry;
    }
    link(entry);
    count++;
  }

  private void remove(Entry entry) {
    int at = bucket(entry.family, entry.high, entry.low);
    Entry before = buckets[at];
    if (before == entry) {
      buckets[at] = entry.next;
    } else {
      while (before != null && before.next != entry) {
        before = before.next;
      }
      if (before != null) {
        before.next = entry.next;
      }
    }
    unlink(entry);
    count--;
    entry.next = free;
    free = entry;
  }

  private void link(Entry entry) {
    entry.older = newest;
    entry.newer = null;
    if (newest == null) {
      oldest = entry;
    } else {
      newest.newer = entry;
    }
    newest = entry;
  }

  private void unlink(Entry entry) {
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
  }

  private void update(Entry entry, int ttl, long now) {
    entry.index &= most - 1;
    entry.times[entry.index++] = now;
    entry.count = Math.max(entry.count, entry.index);
    entry.ttl = ttl;
    unlink(entry);
    link(entry);
  }

  /** Whether the address was seen often enough since a time. */
  private static boolean seen(Entry entry, boolean anyTime, long since, int hits) {
    int found = 0;
    for (int i = 0; i < entry.count; i++) {
      if (anyTime || entry.times[i] - since >= 0) {
        found++;
        if (found >= hits) {
          return true;
        }
      }
    }
    return false;
  }

  /** Forgets the address that was not updated for longest, if that was before a time. */
  private void reap(long before) {
    Entry entry = oldest;
    if (entry != null && before - entry.times[entry.index - 1] > 0) {
      remove(entry);
    }
  }

  private boolean ask(Recent.Data asked, Family family, long high, long low, int ttl, long now) {
    long maskedHigh = family == Family.IPV4 ? 0 : high & maskHigh;
    long maskedLow = low & (family == Family.IPV4 ? maskHigh >>> 32 : maskLow);
    boolean plain = !asked.inverted();
    Entry entry = find(family, maskedHigh, maskedLow, asked.rttl() ? ttl : 0);
    if (entry == null) {
      if (asked.operation() == Recent.Operation.SET) {
        add(family, maskedHigh, maskedLow, ttl, now);
        return plain;
      }
      return !plain;
    }
    switch (asked.operation()) {
      case SET -> update(entry, ttl, now);
      case REMOVE -> remove(entry);
      case CHECK, UPDATE -> {
        long since = now - Integer.toUnsignedLong(asked.seconds()) * 1000;
        boolean seen = seen(entry, asked.seconds() == 0, since, asked.hits());
        boolean updates = asked.operation() == Recent.Operation.UPDATE && seen == plain;
        if (asked.reap() && !(updates && entry == oldest)) {
          reap(since);
        }
        if (updates) {
          update(entry, ttl, now);
        }
        return seen == plain;
      }
    }
    return plain;
  }

  /** What a rule asks of a list. */
  record Look(RecentList list, Recent.Data asked) implements Probe {
    @Override
    public Outcome test(Context context) {
      Packet packet = context.packet();
      int ttl = (int) packet.number(Field.Header.TTL);
      Owner owner = context.owner();
      if (!packet.outInterface().isEmpty() && owner != null && !owner.isSocket()) {
        // As it was before the host forwarded the packet.
        ttl = ttl + 1 & 0xff;
      }
      Field.Header field = field();
      boolean matches =
          list.ask(
              asked,
              packet.family(),
              packet.high(field),
              packet.number(field),
              ttl,
              context.now() / MILLISECOND);
      return matches ? Outcome.TRUE : Outcome.FALSE;
    }

    private Field.Header field() {
      return asked.destination() ? Field.Header.DESTINATION_ADDRESS : Field.Header.SOURCE_ADDRESS;
    }

    @Override
    public Label explain(Context context, Outcome outcome) {
      Packet packet = context.packet();
      Address address = asked.destination() ? packet.destination() : packet.source();
      boolean found = (outcome == Outcome.TRUE) != asked.inverted();
      String in = address + (found ? " is in list " : " is not in list ") + asked.list();
      String zh = address + (found ? " 在列表 " : " 不在列表 ") + asked.list();
      return switch (asked.operation()) {
        case SET ->
            new Label(
                address + " is noted in list " + asked.list(), address + " 记入列表 " + asked.list());
        case CHECK, UPDATE -> new Label(in + wanted(), zh + " 中" + wantedChinese());
        case REMOVE -> new Label(in, zh + " 中");
      };
    }

    private String wanted() {
      return (asked.hits() == 0
              ? ""
              : ", seen " + Integer.toUnsignedString(asked.hits()) + " times")
          + (asked.seconds() == 0
              ? ""
              : " in the last " + Integer.toUnsignedString(asked.seconds()) + " s");
    }

    private String wantedChinese() {
      return (asked.seconds() == 0
              ? ""
              : "（最近 " + Integer.toUnsignedString(asked.seconds()) + " 秒内）")
          + (asked.hits() == 0 ? "" : "（至少 " + Integer.toUnsignedString(asked.hits()) + " 次）");
    }

    @Override
    public Set<Field> reads() {
      return new HashSet<>(Arrays.asList(field(), Field.Header.TTL));
    }

    @Override
    public Set<Field> writes() {
      return Set.of();
    }

    @Override
    public Label label() {
      return new Label("list " + asked.list(), "列表 " + asked.list());
    }
  }
}
