package org.netfilter4j.xt.set;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What elements carry beside their key, by slot: timeout, counters, comment, skbinfo. Only what the
 * set was created with takes space.
 */
final class ElementData {
  private static final long SECOND = 1_000_000_000L;

  /** The kernel stores milliseconds in 32 bits: longer timeouts are cut. */
  private static final long MAX_TIMEOUT = 0xffff_ffffL / 1000;

  private final SetHeader header;

  /** Nanoseconds since 1970; 0 for ever. */
  private long @Nullable [] expires;

  private long @Nullable [] packets;
  private long @Nullable [] bytes;
  private @Nullable String @Nullable [] comments;

  /** Mark above, mask below. */
  private long @Nullable [] marks;

  /** Priority above, queue below. */
  private long @Nullable [] priorities;

  ElementData(SetHeader header, int capacity) {
    this.header = header;
    if (header.hasTimeout()) {
      expires = new long[capacity];
    }
    if (header.counters()) {
      packets = new long[capacity];
      bytes = new long[capacity];
    }
    if (header.comment()) {
      comments = new String[capacity];
    }
    if (header.skbinfo()) {
      marks = new long[capacity];
      priorities = new long[capacity];
    }
  }

  private ElementData(ElementData of) {
    header = of.header;
    expires = of.expires == null ? null : of.expires.clone();
    packets = of.packets == null ? null : of.packets.clone();
    bytes = of.bytes == null ? null : of.bytes.clone();
    comments = of.comments == null ? null : of.comments.clone();
    marks = of.marks == null ? null : of.marks.clone();
    priorities = of.priorities == null ? null : of.priorities.clone();
  }

  ElementData copy() {
    return new ElementData(this);
  }

  void grow(int capacity) {
    if (expires != null) {
      expires = Arrays.copyOf(expires, capacity);
    }
    if (packets != null && bytes != null) {
      packets = Arrays.copyOf(packets, capacity);
      bytes = Arrays.copyOf(bytes, capacity);
    }
    if (comments != null) {
      comments = Arrays.copyOf(comments, capacity);
    }
    if (marks != null && priorities != null) {
      marks = Arrays.copyOf(marks, capacity);
      priorities = Arrays.copyOf(priorities, capacity);
    }
  }

  /** What the set can't carry of what a command gave, or null (ip_set_get_extensions). */
  @Nullable SetError check(SetEntry entry) {
    if (entry.timeout >= 0 && !header.hasTimeout()) {
      return SetError.TIMEOUT;
    }
    if ((entry.hasPackets || entry.hasBytes) && !header.counters()) {
      return SetError.COUNTER;
    }
    if (entry.comment != null && !header.comment()) {
      return SetError.COMMENT;
    }
    return entry.hasSkbinfo() && !header.skbinfo() ? SetError.SKBINFO : null;
  }

  /** Forgets what an element carried whose slot a new one takes. */
  void clear(int slot) {
    if (expires != null) {
      expires[slot] = 0;
    }
    if (packets != null && bytes != null) {
      packets[slot] = 0;
      bytes[slot] = 0;
    }
    if (comments != null) {
      comments[slot] = null;
    }
    if (marks != null && priorities != null) {
      marks[slot] = 0;
      priorities[slot] = 0;
    }
  }

  /**
   * Forgets what a deleted element carried, but not its counters: an element added in its place
   * without counters has them again, as in the kernel.
   */
  void forget(int slot) {
    if (expires != null) {
      expires[slot] = 0;
    }
    if (comments != null) {
      comments[slot] = null;
    }
  }

  /** Takes what a command gave. Counters that it did not give stay. */
  void set(int slot, SetEntry entry, long now) {
    if (packets != null && bytes != null) {
      if (entry.hasPackets) {
        packets[slot] = entry.packets;
      }
      if (entry.hasBytes) {
        bytes[slot] = entry.bytes;
      }
    }
    if (comments != null) {
      comments[slot] = entry.comment == null || entry.comment.isEmpty() ? null : entry.comment;
    }
    if (marks != null && priorities != null) {
      marks[slot] = entry.hasMark ? (long) entry.mark << 32 | (entry.markMask & 0xffff_ffffL) : 0;
      priorities[slot] =
          (entry.hasPriority ? (long) entry.priority << 32 : 0) | Math.max(entry.queue, 0);
    }
    setTimeout(slot, entry.timeout < 0 ? header.timeout() : entry.timeout, now);
  }

  /** Takes what a packet that adds itself gives: counters of one packet and a timeout. */
  void set(int slot, long length, long timeout, long now) {
    if (packets != null && bytes != null) {
      packets[slot] = 1;
      bytes[slot] = length;
    }
    if (comments != null) {
      comments[slot] = null;
    }
    if (marks != null && priorities != null) {
      marks[slot] = 0;
      priorities[slot] = 0;
    }
    setTimeout(slot, timeout < 0 ? header.timeout() : timeout, now);
  }

  /** Keeps a timeout in seconds that does not run yet. */
  void setPlainTimeout(int slot, long timeout) {
    if (expires != null) {
      expires[slot] = timeout;
    }
  }

  /** A timeout in seconds that does not run yet. */
  long plainTimeout(int slot) {
    return expires == null ? 0 : expires[slot];
  }

  void setTimeout(int slot, long timeout, long now) {
    if (expires != null) {
      expires[slot] = timeout <= 0 ? 0 : now + Math.min(timeout, MAX_TIMEOUT) * SECOND;
    }
  }

  boolean isExpired(int slot, long now) {
    return expires != null && expires[slot] != 0 && expires[slot] < now;
  }

  /** Counts a packet that matched, then compares as the rule asks (ip_set_match_extensions). */
  boolean matches(int slot, SetQuery query, long length, long now) {
    if (isExpired(slot, now)) {
      return false;
    }
    if (packets != null && bytes != null) {
      if (query.updates) {
        packets[slot]++;
        bytes[slot] += length;
      }
      if (query.comparesCounters
          && !(query.packets.holds(packets[slot]) && query.bytes.holds(bytes[slot]))) {
        return false;
      }
    }
    if (marks != null && priorities != null) {
      query.mark = (int) (marks[slot] >>> 32);
      query.markMask = (int) marks[slot];
      query.priority = (int) (priorities[slot] >>> 32);
      query.queue = (int) priorities[slot];
    }
    return true;
  }

  /** Says what an element carries, for a listing. */
  void describe(int slot, SetEntry into, long now) {
    if (expires != null) {
      into.timeout = expires[slot] == 0 ? 0 : Math.max(1, (expires[slot] - now) / SECOND);
    }
    if (packets != null && bytes != null) {
      into.hasPackets = true;
      into.packets = packets[slot];
      into.hasBytes = true;
      into.bytes = bytes[slot];
    }
    if (comments != null) {
      into.comment = comments[slot];
    }
    if (marks != null && priorities != null) {
      into.hasMark = marks[slot] != 0;
      into.mark = (int) (marks[slot] >>> 32);
      into.markMask = (int) marks[slot];
      into.priority = (int) (priorities[slot] >>> 32);
      into.hasPriority = into.priority != 0;
      into.queue = (int) priorities[slot] == 0 ? -1 : (int) priorities[slot];
    }
  }

  /** The bytes that the kernel keeps for a comment; 0 where there is none. */
  long commentBytes(int slot) {
    if (comments == null) {
      return 0;
    }
    String comment = comments[slot];
    // struct ip_set_comment_rcu: an rcu_head, then the text with its NUL.
    return comment == null
        ? 0
        : 16 + 1 + comment.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
  }

  /** The bytes of an element in the kernel: its key, then what it carries (ip_set_elem_len). */
  static int elementBytes(SetHeader header, int keyBytes, int alignment) {
    int length = keyBytes;
    if (header.counters()) {
      length = align(length, 8) + 16;
    }
    if (header.hasTimeout()) {
      length = align(length, 8) + 8;
    }
    if (header.skbinfo()) {
      length = align(length, 4) + 16;
    }
    if (header.comment()) {
      length = align(length, 8) + 8;
    }
    return align(length, alignment);
  }

  private static int align(int length, int to) {
    return (length + to - 1) / to * to;
  }
}
