package org.netfilter4j.xt.match;

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
import org.netfilter4j.xt.lower.Probe;
import org.netfilter4j.xt.match.Hashlimit.Part;

/**
 * A table of hashlimit: a token bucket or a measurement for each address, network or port. The
 * first rule that names the table says how it works; what each rule says for itself is whether it
 * limits or measures, packets or bytes, and which side of the limit it matches.
 *
 * <p>Time is in milliseconds, as with 1000 jiffies to the second; at all usual values of HZ a
 * second has the same credits. Not safe for several threads.
 */
final class HashlimitTable {
  private static final int DEFAULT_SIZE = 8192;
  private static final long MILLISECOND = 1_000_000;

  /** CREDITS_PER_JIFFY, and what microseconds are multiplied by. */
  private static final long CREDITS = 1L << 37;

  private static final long CREDITS_PER_MICROSECOND = 137_438_953;

  /** CREDITS_PER_JIFFY_BYTES, and a second of them: a full bucket. */
  private static final long BYTE_CREDITS = 1L << 22;

  private static final long FULL = BYTE_CREDITS * 1000;
  private static final int FIRST_SIZE = 64;

  private static final class Entry {
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private int ports;
    private @Nullable Entry next;

    private long expires;
    private long since;

    // Limiting; unsigned.
    private long credit;
    private long most;
    private long cost;

    // Measuring.
    private boolean wasOver;
    private long current;
    private long rate;
    private long burst;
  }

  private final Hashlimit.Data config;
  private final Address sourceMask;
  private final Address destinationMask;
  private final long mostEntries;

  private @Nullable Entry[] entries = new Entry[FIRST_SIZE];
  private int count;
  private boolean started;
  private long nextCleaning;

  /** What is looked for; becomes an entry where there is none. */
  private Entry key = new Entry();

  HashlimitTable(Hashlimit.Data config) {
    this.config = config;
    Family family = config.wholeLength() == Family.IPV4.bits() ? Family.IPV4 : Family.IPV6;
    sourceMask = Address.mask(family, config.sourceLength());
    destinationMask = Address.mask(family, config.destinationLength());
    long size = config.size() == 0 ? DEFAULT_SIZE : config.size();
    mostEntries = config.max() == 0 ? 8 * size : Math.max(config.max(), size);
  }

  /** user2credits of revision 3: what a time costs. */
  static long credits(long microseconds) {
    return microseconds * CREDITS_PER_MICROSECOND;
  }

  /** user2credits_byte: what 16 bytes cost. */
  static long byteCredits(long cost) {
    return (cost & 0xffff_ffffL) * FULL >>> 32;
  }

  private static boolean has(Hashlimit.Data config, Part part) {
    return config.parts().contains(part);
  }

  /**
   * Reads the key from the packet.
   *
   * @return false where its ports are not there
   */
  private boolean read(Packet packet) {
    boolean source = has(config, Part.SRCIP);
    boolean destination = has(config, Part.DSTIP);
    key.sourceHigh = source ? packet.high(Field.Header.SOURCE_ADDRESS) & sourceMask.high() : 0;
    key.sourceLow = source ? packet.number(Field.Header.SOURCE_ADDRESS) & sourceMask.low() : 0;
    key.destinationHigh =
        destination ? packet.high(Field.Header.DESTINATION_ADDRESS) & destinationMask.high() : 0;
    key.destinationLow =
        destination ? packet.number(Field.Header.DESTINATION_ADDRESS) & destinationMask.low() : 0;
    key.ports = 0;
    boolean sourcePort = has(config, Part.SRCPORT);
    boolean destinationPort = has(config, Part.DSTPORT);
    if (!sourcePort && !destinationPort) {
      return true;
    }
    PortBytes.Found ports = PortBytes.find(packet);
    if (ports != PortBytes.Found.PRESENT) {
      return ports == PortBytes.Found.NONE;
    }
    int at = PortBytes.offset(packet);
    key.ports =
        (sourcePort ? packet.shortAt(at) << 16 : 0)
            | (destinationPort ? packet.shortAt(at + 2) : 0);
    return true;
  }

  private static int hash(Entry of) {
    long h = (of.sourceHigh * 31 + of.sourceLow) * 0x9e3779b97f4a7c15L;
    h = (h ^ h >>> 32) + of.destinationHigh * 31 + of.destinationLow;
    h = h * 0xbf58476d1ce4e5b9L + of.ports;
    return (int) (h ^ h >>> 32);
  }

  private static boolean same(Entry a, Entry b) {
    return a.sourceLow == b.sourceLow
        && a.destinationLow == b.destinationLow
        && a.ports == b.ports
        && a.sourceHigh == b.sourceHigh
        && a.destinationHigh == b.destinationHigh;
  }

  private @Nullable Entry find() {
    Entry entry = entries[hash(key) & (entries.length - 1)];
    while (entry != null && !same(entry, key)) {
      entry = entry.next;
    }
    return entry;
  }

  /** The key becomes an entry. */
  private Entry add() {
    if (count >= entries.length) {
      @Nullable Entry[] old = entries;
      entries = new Entry[2 * old.length];
      for (Entry chain : old) {
        for (Entry entry = chain; entry != null; ) {
          Entry next = entry.next;
          put(entry);
          entry = next;
        }
      }
    }
    Entry added = key;
    put(added);
    count++;
    key = new Entry();
    return added;
  }

  private void put(Entry entry) {
    int at = hash(entry) & (entries.length - 1);
    entry.next = entries[at];
    entries[at] = entry;
  }

  /** Does what the table's timer would have done by now. */
  private void clean(long now) {
    long interval = Integer.toUnsignedLong(config.gcInterval());
    if (!started) {
      started = true;
      nextCleaning = now + interval;
    }
    if (now < nextCleaning) {
      return;
    }
    long last = nextCleaning + (now - nextCleaning) / interval * interval;
    nextCleaning = last + interval;
    for (int i = 0; i < entries.length; i++) {
      Entry before = null;
      for (Entry entry = entries[i]; entry != null; entry = entry.next) {
        if (last < entry.expires) {
          before = entry;
        } else {
          count--;
          if (before == null) {
            entries[i] = entry.next;
          } else {
            before.next = entry.next;
          }
        }
      }
    }
  }

  private void begin(Entry entry, long now) {
    entry.since = now;
    if (config.rateMatch()) {
      long bytes = (Long.divideUnsigned(0xffff_ffffL, config.average()) - 1) << 4;
      entry.rate = config.bytes() ? bytes : 1_000_000 / config.average();
      entry.burst =
          config.bytes() ? Math.max(1, config.burst()) * entry.rate : config.burst() + entry.rate;
    } else if (config.bytes()) {
      entry.credit = FULL;
      entry.cost = byteCredits(config.average());
      entry.most = config.burst();
    } else {
      entry.credit = credits(config.average() * config.burst());
      entry.cost = credits(config.average());
      entry.most = entry.credit;
    }
  }

  private void recalculate(Entry entry, long now) {
    long passed = now - entry.since;
    if (passed == 0) {
      return;
    }
    if (config.rateMatch()) {
      long interval = Integer.toUnsignedLong(config.interval()) * 1000;
      if (passed >= interval) {
        entry.since = now;
        entry.wasOver = entry.current * interval > passed * entry.rate;
        entry.current = 0;
      }
      return;
    }
    entry.since = now;
    long before = entry.credit;
    entry.credit += passed * (config.bytes() ? BYTE_CREDITS : CREDITS);
    long full = config.bytes() ? FULL : entry.most;
    boolean overflown = config.bytes() && Long.compareUnsigned(before, entry.credit) >= 0;
    if (overflown || Long.compareUnsigned(entry.credit, full) > 0) {
      entry.credit = full;
    }
  }

  /** Whether the packet is within the limit; UNKNOWN for one that can't be told apart. */
  private Outcome within(Packet packet, Hashlimit.Data rule, long now) {
    clean(now);
    if (!read(packet)) {
      return Outcome.DROP;
    }
    Entry entry = find();
    if (entry != null) {
      recalculate(entry, now);
    } else if (count >= mostEntries) {
      return Outcome.DROP;
    } else {
      entry = add();
      begin(entry, now);
    }
    entry.expires = config.expire() < 0 ? Long.MAX_VALUE : now + config.expire();
    long length = packet.number(Field.Meta.LENGTH);
    if (rule.rateMatch()) {
      entry.current += rule.bytes() ? length : 1;
      return !entry.wasOver && entry.current <= entry.burst ? Outcome.TRUE : Outcome.FALSE;
    }
    long cost = rule.bytes() ? byteCost(entry, length) : entry.cost;
    if (Long.compareUnsigned(entry.credit, cost) < 0) {
      return Outcome.FALSE;
    }
    entry.credit -= cost;
    return Outcome.TRUE;
  }

  /** An empty bucket is filled again as often as the burst says. */
  private static long byteCost(Entry entry, long length) {
    long cost = Math.min(((length >> 4) + 1) * entry.cost, FULL);
    if (Long.compareUnsigned(entry.credit, cost) < 0 && entry.most != 0) {
      entry.most--;
      entry.credit = FULL;
    }
    return cost;
  }

  /** A rule's question. */
  record Limited(HashlimitTable table, Hashlimit.Data rule) implements Probe {
    @Override
    public Outcome test(Context context) {
      Outcome within = table.within(context.packet(), rule, context.now() / MILLISECOND);
      return within == Outcome.DROP || !rule.above()
          ? within
          : within == Outcome.TRUE ? Outcome.FALSE : Outcome.TRUE;
    }

    @Override
    public Set<Field> reads() {
      Set<Field> reads = new HashSet<>();
      reads.add(Field.Meta.LENGTH);
      for (Part part : table.config.parts()) {
        reads.add(
            switch (part) {
              case SRCIP -> Field.Header.SOURCE_ADDRESS;
              case DSTIP -> Field.Header.DESTINATION_ADDRESS;
              case SRCPORT -> Field.Header.SOURCE_PORT;
              case DSTPORT -> Field.Header.DESTINATION_PORT;
            });
      }
      return reads;
    }

    @Override
    public Set<Field> writes() {
      return Set.of();
    }

    @Override
    public Label label() {
      String rate = HashlimitRate.text(rule, Math.max(1, rule.interval()), false);
      return rule.above()
          ? new Label("more than " + rate + " in " + rule.table(), rule.table() + " 超过 " + rate)
          : new Label("at most " + rate + " in " + rule.table(), rule.table() + " 不超过 " + rate);
    }

    @Override
    public Label explain(Context context, Outcome outcome) {
      return switch (outcome) {
        case TRUE -> new Label("the rate is " + label().en(), "速率" + label().zh());
        case FALSE -> new Label("the rate is not " + label().en(), "速率并非" + label().zh());
        case DROP -> new Label("the packet has no ports, or the table is full", "数据包没有端口，或表已满");
        case UNKNOWN -> label();
      };
    }
  }
}
