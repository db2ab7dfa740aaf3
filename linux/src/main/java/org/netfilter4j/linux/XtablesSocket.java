package org.netfilter4j.linux;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.xtables.TableImage;
import org.netfilter4j.wire.xtables.TableShape;

/**
 * The raw socket through which legacy tables are read and replaced (IPT_SO_*, IP6T_SO_*;
 * ip_tables.c and ip6_tables.c). To open it takes CAP_NET_RAW, to use it CAP_NET_ADMIN.
 */
final class XtablesSocket implements AutoCloseable {
  /** XT_TABLE_MAXNAMELEN. */
  static final int TABLE_NAME = 32;

  private static final int SET_REPLACE = 64;
  private static final int SET_ADD_COUNTERS = 65;
  private static final int GET_INFO = 64;
  private static final int GET_ENTRIES = 65;
  private static final int GET_REVISION_MATCH = 66;

  /** IP6T_SO_GET_REVISION_*: 66 and 67 are taken by options of IPv6 itself. */
  private static final int GET_REVISION_MATCH6 = 68;

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_RAW = 3;
  private static final int IPPROTO_IP = 0;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPPROTO_RAW = 255;

  private final Descriptor socket;
  private final Family family;

  private XtablesSocket(Descriptor socket, Family family) {
    this.socket = socket;
    this.family = family;
  }

  /**
   * Opens the socket.
   *
   * @throws KernelException with EPERM where the right is missing
   */
  static XtablesSocket open(NetworkNamespace namespace, Family family) {
    int domain = family == Family.IPV4 ? AF_INET : AF_INET6;
    return new XtablesSocket(
        namespace.in(() -> Descriptor.socket(domain, SOCK_RAW, IPPROTO_RAW)), family);
  }

  Family family() {
    return family;
  }

  private int level() {
    return family == Family.IPV4 ? IPPROTO_IP : IPPROTO_IPV6;
  }

  private long get(int option, CallMemory value, CallMemory length) {
    return SystemCalls.attempt(
        SystemCall.GETSOCKOPT,
        socket.number(),
        level(),
        option,
        value.address(),
        length.address(),
        0);
  }

  private static CallMemory length(Arena arena, CallMemory of) {
    return new CallMemory(arena, 4).putInt(0, of.size());
  }

  /**
   * A table's shape; asking makes it. Throws ENOENT or EINVAL where the kernel has no such table.
   */
  TableShape info(String table) {
    try (Arena arena = Arena.ofConfined()) {
      CallMemory info = new CallMemory(arena, 84).put(0, table);
      long result = get(GET_INFO, info, length(arena, info));
      if (result < 0) {
        throw new KernelException("getsockopt", Errno.of((int) -result));
      }
      int[] hooks = new int[5];
      int[] underflows = new int[5];
      for (int i = 0; i < 5; i++) {
        hooks[i] = info.getInt(36 + 4 * i);
        underflows[i] = info.getInt(56 + 4 * i);
      }
      return new TableShape(info.getInt(32), hooks, underflows, info.getInt(76), info.getInt(80));
    }
  }

  /** A table's entries, with their counters; null where its size is no longer that (EAGAIN). */
  byte @Nullable [] entries(String table, int size) {
    try (Arena arena = Arena.ofConfined()) {
      CallMemory get = new CallMemory(arena, 40L + size).put(0, table).putInt(TABLE_NAME, size);
      long result = get(GET_ENTRIES, get, length(arena, get));
      if (result == -Errno.EAGAIN.number()) {
        return null;
      }
      if (result < 0) {
        throw new KernelException("getsockopt", Errno.of((int) -result));
      }
      return get.bytes(40, size);
    }
  }

  /**
   * Replaces a table (struct ipt_replace).
   *
   * @param table the new table
   * @param oldEntries how many the old one has
   * @return the counters of the old table's entries, packets and bytes in turn; null where it was
   *     changed meanwhile (EAGAIN)
   * @throws KernelException with what the kernel refused it with
   */
  long @Nullable [] replace(String name, TableImage table, int oldEntries) {
    TableShape shape = table.shape();
    try (Arena arena = Arena.ofConfined()) {
      CallMemory counters = new CallMemory(arena, 16L * Math.max(oldEntries, 1));
      CallMemory replace = new CallMemory(arena, 96L + shape.size()).put(0, name);
      replace.putInt(32, shape.validHooks());
      replace.putInt(36, shape.entries());
      replace.putInt(40, shape.size());
      for (int i = 0; i < 5; i++) {
        replace.putInt(44 + 4 * i, shape.hookEntries()[i]);
        replace.putInt(64 + 4 * i, shape.underflows()[i]);
      }
      replace.putInt(84, oldEntries);
      replace.putLong(88, counters.address());
      replace.put(96, table.bytes(), shape.size());
      int errno = set(SET_REPLACE, replace);
      if (errno == Errno.EAGAIN.number()) {
        return null;
      }
      if (errno != 0) {
        throw new KernelException("setsockopt", Errno.of(errno));
      }
      return counters.longs();
    }
  }

  private int set(int option, CallMemory value) {
    return (int)
        -SystemCalls.attempt(
            SystemCall.SETSOCKOPT,
            socket.number(),
            level(),
            option,
            value.address(),
            value.size(),
            0);
  }

  /**
   * Adds to the counters of a table's entries (struct xt_counters_info).
   *
   * @param counters packets and bytes of each entry in turn
   * @return false where the table has another number of entries
   */
  boolean addCounters(String table, long[] counters) {
    try (Arena arena = Arena.ofConfined()) {
      CallMemory add =
          new CallMemory(arena, 40 + 8L * counters.length)
              .put(0, table)
              .putInt(TABLE_NAME, counters.length / 2)
              .put(40, counters);
      int errno = set(SET_ADD_COUNTERS, add);
      if (errno == Errno.EINVAL.number() || errno == Errno.EAGAIN.number()) {
        return false;
      }
      if (errno != 0) {
        throw new KernelException("setsockopt", Errno.of(errno));
      }
      return true;
    }
  }

  /** Whether the kernel has a match or target of that revision (struct xt_get_revision). */
  boolean hasRevision(boolean target, String name, int revision) {
    try (Arena arena = Arena.ofConfined()) {
      CallMemory ask = new CallMemory(arena, 30).put(0, name).putByte(29, revision);
      int base = family == Family.IPV4 ? GET_REVISION_MATCH : GET_REVISION_MATCH6;
      return get(target ? base + 1 : base, ask, length(arena, ask)) >= 0;
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
