package org.netfilter4j.linux;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.SetDirectory;
import org.netfilter4j.xt.struct.SetIndexes;

/**
 * The kernel's sets as rules refer to them: names and numbers, through the socket option that
 * iptables uses (SO_IP_SET; ip_set_core.c). Each set is asked for once.
 *
 * <p>Not safe for several threads.
 */
public final class SetLookup implements SetDirectory, SetIndexes, AutoCloseable {
  private static final int SO_IP_SET = 83;
  private static final int GET_BY_INDEX = 7;
  private static final int GET_FAMILY_BY_NAME = 8;
  private static final int VERSION = 0x100;
  private static final int NAME = 32;
  private static final int AF_INET = 2;
  private static final int SOCK_RAW = 3;
  private static final int IPPROTO_RAW = 255;

  private record Known(int index, int family) {}

  private final NetworkNamespace namespace;
  private final Map<String, Known> byName = new HashMap<>();
  private final Map<Integer, String> byIndex = new HashMap<>();
  private @Nullable Descriptor socket;
  private int version;

  public SetLookup(NetworkNamespace namespace) {
    this.namespace = namespace;
  }

  private Descriptor socket() {
    Descriptor open = socket;
    if (open == null) {
      try {
        open = namespace.in(() -> Descriptor.socket(AF_INET, SOCK_RAW, IPPROTO_RAW));
      } catch (KernelException e) {
        throw Rejected.other("Can't open socket to ipset.\n");
      }
      socket = open;
      try (Arena arena = Arena.ofConfined()) {
        CallMemory ask = new CallMemory(arena, 8).putInt(0, VERSION);
        if (get(open, arena, ask) != 0) {
          throw Rejected.other("Kernel module xt_set is not loaded in.\n");
        }
        version = ask.getInt(4);
      }
    }
    return open;
  }

  private static int get(Descriptor socket, Arena arena, CallMemory ask) {
    CallMemory length = new CallMemory(arena, 4).putInt(0, ask.size());
    return (int)
        -SystemCalls.attempt(
            SystemCall.GETSOCKOPT,
            socket.number(),
            0,
            SO_IP_SET,
            ask.address(),
            length.address(),
            0);
  }

  private static Rejected failed(int errno) {
    return Rejected.other("Problem when communicating with ipset, errno=" + errno + ".\n");
  }

  /** Asks for a set by its name; its index is {@link SetIndexes#NO_SET} where there is none. */
  private synchronized Known find(String name) {
    Known known = byName.get(name);
    if (known == null) {
      Descriptor open = socket();
      try (Arena arena = Arena.ofConfined()) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        CallMemory ask =
            new CallMemory(arena, 12 + NAME)
                .putInt(0, GET_FAMILY_BY_NAME)
                .putInt(4, version)
                .put(12, text, Math.min(text.length, NAME - 1));
        int errno = get(open, arena, ask);
        if (errno != 0) {
          throw failed(errno);
        }
        known = new Known(ask.getShort(12) & 0xffff, ask.getInt(8));
      }
      byName.put(name, known);
    }
    return known;
  }

  @Override
  public boolean has(String set) {
    return find(set).index != NO_SET;
  }

  @Override
  public boolean fits(String set, Family family) {
    int of = find(set).family;
    return of == 0 || of == NftDump.number(family);
  }

  @Override
  public int index(String name) {
    Known known = find(name);
    if (known.index == NO_SET) {
      throw Rejected.parameter("Set " + name + " doesn't exist.\n");
    }
    return known.index;
  }

  @Override
  public synchronized String name(int index) {
    String known = byIndex.get(index);
    if (known == null) {
      Descriptor open = socket();
      try (Arena arena = Arena.ofConfined()) {
        CallMemory ask =
            new CallMemory(arena, 8 + NAME)
                .putInt(0, GET_BY_INDEX)
                .putInt(4, version)
                .putShort(8, index);
        int errno = get(open, arena, ask);
        if (errno != 0) {
          throw errno == Errno.ENOENT.number() ? missing(index) : failed(errno);
        }
        known = ask.string(8);
      }
      if (known.isEmpty()) {
        throw missing(index);
      }
      byIndex.put(index, known);
    }
    return known;
  }

  private static Rejected missing(int index) {
    return Rejected.parameter("Set with index " + index + " in kernel doesn't exist.\n");
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.close();
    }
  }
}
