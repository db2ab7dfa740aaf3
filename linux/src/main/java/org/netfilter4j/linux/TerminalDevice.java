package org.netfilter4j.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * The terminal of this process ({@code /dev/tty}): its size, and its keys one by one. Closing gives
 * it back as it was.
 *
 * <p>One thread at a time, but that any thread may close it.
 */
public final class TerminalDevice implements AutoCloseable {
  private static final String FILE = "/dev/tty";
  private static final int O_RDWR = 2;
  private static final int TCGETS = 0x5401;
  private static final int TCSETS = 0x5402;
  private static final int TIOCGWINSZ = 0x5413;

  /** struct termios of the kernel: four flags, the line discipline, 19 control characters. */
  private static final int TERMIOS = 36;

  private static final int LOCAL_FLAGS = 12;
  private static final int CONTROL_CHARACTERS = 17;
  private static final int VTIME = 5;
  private static final int VMIN = 6;
  private static final int VSUSP = 10;
  private static final int ICANON = 2;
  private static final int ECHO = 8;

  private final Descriptor descriptor;
  private byte @Nullable [] before;
  private boolean closed;

  /**
   * The size of a terminal.
   *
   * @param columns at least 1
   * @param rows at least 1
   */
  public record Size(int columns, int rows) {}

  private TerminalDevice(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** The terminal, as it is; null where the process has none. */
  public static @Nullable TerminalDevice open() {
    try {
      return new TerminalDevice(Descriptor.open(FILE, O_RDWR, 0));
    } catch (KernelException e) {
      return null;
    }
  }

  /** Its size now; 80 by 24 where it does not tell. */
  public synchronized Size size() {
    if (!closed) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment size = arena.allocate(8, 2);
        if (call(TIOCGWINSZ, size)) {
          int rows = size.get(ValueLayout.JAVA_SHORT, 0) & 0xffff;
          int columns = size.get(ValueLayout.JAVA_SHORT, 2) & 0xffff;
          if (rows > 0 && columns > 0) {
            return new Size(columns, rows);
          }
        }
      }
    }
    return new Size(80, 24);
  }

  /**
   * From here on keys come at once and are not shown, and ^Z does not stop the process; ^C still
   * ends it.
   */
  public synchronized void takeKeys() {
    if (closed || before != null) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment termios = arena.allocate(64, 8);
      if (!call(TCGETS, termios)) {
        return;
      }
      before = termios.asSlice(0, TERMIOS).toArray(ValueLayout.JAVA_BYTE);
      int flags = termios.get(ValueLayout.JAVA_INT, LOCAL_FLAGS);
      termios.set(ValueLayout.JAVA_INT, LOCAL_FLAGS, flags & ~(ICANON | ECHO));
      termios.set(ValueLayout.JAVA_BYTE, CONTROL_CHARACTERS + VTIME, (byte) 0);
      termios.set(ValueLayout.JAVA_BYTE, CONTROL_CHARACTERS + VMIN, (byte) 1);
      termios.set(ValueLayout.JAVA_BYTE, CONTROL_CHARACTERS + VSUSP, (byte) 0);
      call(TCSETS, termios);
    }
  }

  private boolean call(int request, MemorySegment at) {
    return SystemCalls.attempt(
            SystemCall.IOCTL, descriptor.number(), request, at.address(), 0, 0, 0)
        >= 0;
  }

  /** The next key's byte, waited for at most that long; -1 where none came. */
  public int key(long milliseconds) {
    if (!descriptor.await(Math.max(milliseconds, 0))) {
      return -1;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocate(1);
      long read =
          SystemCalls.attempt(SystemCall.READ, descriptor.number(), one.address(), 1, 0, 0, 0);
      return read == 1 ? one.get(ValueLayout.JAVA_BYTE, 0) & 0xff : -1;
    }
  }

  /** Gives the terminal back as it was. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    byte[] kept = before;
    if (kept != null) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment termios = arena.allocate(64, 8);
        MemorySegment.copy(kept, 0, termios, ValueLayout.JAVA_BYTE, 0, kept.length);
        call(TCSETS, termios);
      }
    }
    // The descriptor stays open until the process ends: a key may be waited for.
  }
}
