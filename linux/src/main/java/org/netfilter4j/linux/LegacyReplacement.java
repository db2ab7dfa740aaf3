package org.netfilter4j.linux;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.wire.xtables.EntryForm;
import org.netfilter4j.wire.xtables.TableBlob;
import org.netfilter4j.wire.xtables.TableImage;

/**
 * A changed table, and what becomes of the counters: the kernel begins a new table with zeroes, and
 * gives what the old one had counted up to then, from which what is to be added follows.
 *
 * @param table its name
 */
record LegacyReplacement(String table, TableBlob before, TableImage after, Counting counting) {

  /**
   * Replaces the table in the kernel.
   *
   * @return what the old one had counted; null where it has another number of entries than was
   *     read, or for EAGAIN of another reason
   * @throws KernelException where the kernel refuses it
   */
  long @Nullable [] replace(XtablesSocket socket) {
    long[] counted = socket.replace(table, after, before.shape().entries());
    if (counted != null) {
      // False where another replaced it already, with counters of its own.
      socket.addCounters(table, counting.add(counted, after.shape().entries()));
    }
    return counted;
  }

  /** Puts the old table back, with what it had counted. */
  void undo(XtablesSocket socket, long[] counted) {
    TableImage old = new TableImage(before.shape(), before.bytes());
    if (socket.replace(table, old, after.shape().entries()) != null) {
      socket.addCounters(table, counted);
    }
  }

  /** What the counters of the new table's entries are made of. */
  static final class Counting {
    private static final byte ZERO = 0;
    private static final byte KEEP = 1;
    private static final byte SINCE = 2;
    private static final byte SET = 3;

    private final TableBlob before;
    private byte[] kinds = new byte[64];

    /** Two for each entry: the old entry's number, or packets and bytes. */
    private long[] values = new long[128];

    Counting(TableBlob before) {
      this.before = before;
    }

    private void put(int entry, byte kind, long first, long second) {
      if (entry >= kinds.length) {
        int length = Math.max(entry + 1, kinds.length * 2);
        kinds = Arrays.copyOf(kinds, length);
        values = Arrays.copyOf(values, 2 * length);
      }
      kinds[entry] = kind;
      values[2 * entry] = first;
      values[2 * entry + 1] = second;
    }

    /** The entry is to have counted this. */
    void set(int entry, Counters counters) {
      put(entry, SET, counters.packets(), counters.bytes());
    }

    /**
     * The entry goes on from what that old one counted.
     *
     * @param zeroed from only what it counted since it was read
     */
    void keep(int entry, int old, boolean zeroed) {
      put(entry, zeroed ? SINCE : KEEP, old, 0);
    }

    /**
     * What is to be added to the new table's counters.
     *
     * @param counted packets and bytes of the old table's entries, in turn, when it was replaced
     * @param entries how many the new table has
     */
    long[] add(long[] counted, int entries) {
      long[] add = new long[2 * entries];
      EntryForm form = before.form();
      for (int i = 0; i < Math.min(entries, kinds.length); i++) {
        long packets = 0;
        long bytes = 0;
        if (kinds[i] == SET) {
          packets = values[2 * i];
          bytes = values[2 * i + 1];
        } else if (kinds[i] != ZERO) {
          int old = (int) values[2 * i];
          packets = counted[2 * old];
          bytes = counted[2 * old + 1];
          if (kinds[i] == SINCE) {
            Counters read = form.counters(before.bytes(), before.offset(old));
            packets -= read.packets();
            bytes -= read.bytes();
          }
        }
        add[2 * i] = packets;
        add[2 * i + 1] = bytes;
      }
      return add;
    }
  }
}
