package org.netfilter4j.linux;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import org.netfilter4j.model.Errno;

/** A file descriptor, closed once. */
final class Descriptor implements Closeable {
  private static final long AT_FDCWD = -100;
  private static final int O_CLOEXEC = 0x80000;
  private static final int SOCK_CLOEXEC = 0x80000;
  private final int number;
  private boolean open = true;

  private Descriptor(long number) {
    this.number = (int) number;
  }

  /** A socket in the network namespace of the calling thread. */
  static Descriptor socket(int family, int type, int protocol) {
    return new Descriptor(
        SystemCalls.call(SystemCall.SOCKET, family, type | SOCK_CLOEXEC, protocol));
  }

  /**
   * Opens a file.
   *
   * @param flags O_RDONLY, O_CREAT …; O_CLOEXEC is added
   * @param mode of a file that is made
   * @throws KernelException where it can't be opened
   */
  static Descriptor open(String path, int flags, int mode) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
      CallMemory name = new CallMemory(arena, bytes.length + 1L).put(0, bytes, bytes.length);
      long result =
          SystemCalls.attempt(
              SystemCall.OPENAT, AT_FDCWD, name.address(), flags | O_CLOEXEC, mode, 0, 0);
      if (result < 0) {
        throw new KernelException(path, Errno.of((int) -result));
      }
      return new Descriptor(result);
    }
  }

  /**
   * A process, as pidfd_open(2) gives it: it can be read when that process has ended.
   *
   * @throws KernelException where there is no such process
   */
  static Descriptor process(long pid) {
    return new Descriptor(SystemCalls.call(SystemCall.PIDFD_OPEN, pid, 0, 0));
  }

  /**
   * What a descriptor of another process stands for, the place in the file included.
   *
   * @param process as {@link #process} gives it
   * @throws KernelException where it has none of that number, or this process must not have it
   */
  static Descriptor of(Descriptor process, int theirs) {
    return new Descriptor(SystemCalls.call(SystemCall.PIDFD_GETFD, process.number, theirs, 0));
  }

  int number() {
    return number;
  }

  /** Stands for what another descriptor stands for, from here on. */
  void become(Descriptor other) {
    SystemCalls.call(SystemCall.DUP3, other.number, number, O_CLOEXEC);
  }

  /** Waits until it can be read, at most that long; false where it could not. */
  boolean await(long milliseconds) {
    try (Arena arena = Arena.ofConfined()) {
      CallMemory poll = new CallMemory(arena, 8).putInt(0, number).putShort(4, 1);
      CallMemory time =
          new CallMemory(arena, 16)
              .putLong(0, milliseconds / 1000)
              .putLong(8, milliseconds % 1000 * 1_000_000);
      return SystemCalls.call(
              SystemCall.PPOLL, poll.address(), 1, milliseconds < 0 ? 0 : time.address(), 0, 0, 0)
          > 0;
    }
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      SystemCalls.attempt(SystemCall.CLOSE, number, 0, 0, 0, 0, 0);
    }
  }
}
