package org.netfilter4j.conformance.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The few system calls that the JDK has no API for: entering a network namespace, and sockets of
 * families other than IP streams and datagrams. Errors throw with the call's name and errno.
 */
final class Libc {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_NETLINK = 16;
  static final int AF_PACKET = 17;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_RAW = 3;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int MSG_DONTWAIT = 0x40;
  static final int EPERM = 1;
  static final int EAGAIN = 11;
  private static final int POLLIN = 1;
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int O_RDONLY_CLOEXEC = 0x80000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO_FIELD =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPEN = variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle SETNS = function("setns", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SOCKET =
      function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = function("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SENDTO =
      function("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RECV =
      function("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle POLL = function("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SETSOCKOPT =
      function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle IOCTL =
      variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle IF_NAMETOINDEX = function("if_nametoindex", JAVA_INT, ADDRESS);
  private static final MethodHandle SCHED_SETAFFINITY =
      function("sched_setaffinity", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);

  private Libc() {}

  /** A call failed. */
  static final class CallFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int errno;

    CallFailed(String call, int errno) {
      super(call + ": errno " + errno);
      this.errno = errno;
    }

    int errno() {
      return errno;
    }
  }

  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments), ERRNO);
  }

  private static MethodHandle variadic(
      String name, int firstVariadic, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        ERRNO,
        Linker.Option.firstVariadicArg(firstVariadic));
  }

  private interface Call {
    long in(MemorySegment errno) throws Throwable;
  }

  private static long call(String name, Call call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      long result = call.in(state);
      if (result < 0) {
        throw new CallFailed(name, (int) ERRNO_FIELD.get(state, 0L));
      }
      return result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
  }

  /**
   * Moves the calling thread, which must be a platform thread of the caller's own, into a network
   * namespace for good; sockets that it then opens stay in it.
   *
   * @param file such as {@code /run/netns/x}
   */
  static void enterNamespace(String file) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(file);
      int fd = (int) call("open " + file, e -> (int) OPEN.invokeExact(e, path, O_RDONLY_CLOEXEC));
      call("setns " + file, e -> (int) SETNS.invokeExact(e, fd, CLONE_NEWNET));
      close(fd);
    }
  }

  /** Ties the calling thread to one processor, so that softirqs that it causes run in order. */
  static void pin(int cpu) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(128, 8);
      mask.set(JAVA_LONG, (cpu / 64) * 8L, 1L << (cpu % 64));
      call("sched_setaffinity", e -> (int) SCHED_SETAFFINITY.invokeExact(e, 0, 128L, mask));
    }
  }

  static int socket(int family, int type, int protocol) {
    return (int)
        call(
            "socket " + family,
            e -> (int) SOCKET.invokeExact(e, family, type | SOCK_CLOEXEC, protocol));
  }

  static void close(int fd) {
    call("close", e -> (int) CLOSE.invokeExact(e, fd));
  }

  static void bind(int fd, MemorySegment address) {
    call("bind", e -> (int) BIND.invokeExact(e, fd, address, (int) address.byteSize()));
  }

  /** Sends; {@code to} may be {@link MemorySegment#NULL} for a bound packet socket. */
  static void send(int fd, MemorySegment bytes, MemorySegment to) {
    call(
        "sendto",
        e -> (long) SENDTO.invokeExact(e, fd, bytes, bytes.byteSize(), 0, to, (int) to.byteSize()));
  }

  /** Receives into the buffer; the number of bytes, or −1 if nothing is there now. */
  static int receive(int fd, MemorySegment into) {
    try {
      return (int)
          call("recv", e -> (long) RECV.invokeExact(e, fd, into, into.byteSize(), MSG_DONTWAIT));
    } catch (CallFailed e) {
      if (e.errno() == EAGAIN) {
        return -1;
      }
      throw e;
    }
  }

  /** Waits until the socket has something to read; false after so many milliseconds. */
  static boolean await(int fd, int millis) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pollfd = arena.allocate(8, 4);
      pollfd.set(JAVA_INT, 0, fd);
      pollfd.set(JAVA_SHORT, 4, (short) POLLIN);
      return call("poll", e -> (int) POLL.invokeExact(e, pollfd, 1L, millis)) > 0;
    }
  }

  static void setOption(int fd, int level, int option, int value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocateFrom(ValueLayout.JAVA_INT, value);
      call(
          "setsockopt " + level + " " + option,
          e -> (int) SETSOCKOPT.invokeExact(e, fd, level, option, number, 4));
    }
  }

  static int interfaceIndex(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name);
      int index = (int) call("if_nametoindex", e -> (int) IF_NAMETOINDEX.invokeExact(e, text));
      if (index == 0) {
        throw new IllegalArgumentException("no interface " + name + " in this namespace");
      }
      return index;
    }
  }

  /** One of ethtool's on-off switches, by SIOCETHTOOL with a struct ethtool_value. */
  static void ethtool(String device, int command, boolean on) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(8, 4);
      value.set(JAVA_INT, 0, command);
      value.set(JAVA_INT, 4, on ? 1 : 0);
      MemorySegment ifreq = arena.allocate(40, 8);
      ifreq.setString(0, device);
      ifreq.set(ADDRESS, 16, value);
      call(
          "SIOCETHTOOL " + Integer.toHexString(command) + " " + device,
          e -> (int) IOCTL.invokeExact(e, fd, 0x8946L, ifreq));
    } finally {
      close(fd);
    }
  }
}
