package org.netfilter4j.linux;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;

/**
 * A named pipe (fifo(7)) that this process made, open for both directions: so nobody who opens it
 * waits for the other side as long as this process lives, and all who read it see its end when this
 * process ends.
 *
 * <p>One thread at a time.
 */
public final class Fifo implements Closeable {
  private static final int S_IFIFO = 0010000;
  private static final int OWNER_ONLY = 0600;
  private static final int O_RDWR_NONBLOCK = 2 | 0x800;
  private static final long AT_FDCWD = -100;
  private static final int FIONREAD = 0x541B;

  /** What a pipe takes in one piece, not mixed with what others write (PIPE_BUF). */
  private static final int PIECE = 4096;

  private final Descriptor descriptor;
  private final Arena arena = Arena.ofShared();
  private final CallMemory memory = new CallMemory(arena, PIECE);
  private final StringBuilder rest = new StringBuilder();

  private Fifo(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Makes one, which only this process's user may open.
   *
   * @throws KernelException where it can't be made
   */
  public static Fifo make(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
      CallMemory name = new CallMemory(arena, bytes.length + 1L).put(0, bytes, bytes.length);
      long result =
          SystemCalls.attempt(
              SystemCall.MKNODAT, AT_FDCWD, name.address(), S_IFIFO | OWNER_ONLY, 0, 0, 0);
      if (result < 0) {
        throw new KernelException(path.toString(), Errno.of((int) -result));
      }
    }
    return new Fifo(Descriptor.open(path.toString(), O_RDWR_NONBLOCK, 0));
  }

  /** The number of the descriptor, as {@code /proc/PID/fd} shows it. */
  public int number() {
    return descriptor.number();
  }

  /**
   * The next line, without its end.
   *
   * @param milliseconds how long it is waited for; negative: without end
   * @return null where none came
   */
  public @Nullable String line(long milliseconds) {
    while (true) {
      int end = rest.indexOf("\n");
      if (end >= 0) {
        String line = rest.substring(0, end);
        rest.delete(0, end + 1);
        return line;
      }
      if (!descriptor.await(milliseconds)) {
        return null;
      }
      long read = read();
      if (read > 0) {
        rest.append(new String(memory.bytes(0, (int) read), StandardCharsets.ISO_8859_1));
      }
    }
  }

  private long read() {
    return SystemCalls.attempt(
        SystemCall.READ, descriptor.number(), memory.address(), PIECE, 0, 0, 0);
  }

  /**
   * Writes a line.
   *
   * @param text of ASCII, shorter than 4,096 bytes
   */
  public void say(String text) {
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.US_ASCII);
    memory.put(0, bytes, bytes.length);
    SystemCalls.call(SystemCall.WRITE, descriptor.number(), memory.address(), bytes.length);
  }

  /** Whether all that was written has been read. */
  public boolean isEmpty() {
    SystemCalls.call(SystemCall.IOCTL, descriptor.number(), FIONREAD, memory.address());
    return memory.getInt(0) == 0;
  }

  /** Forgets what nobody has read. */
  public void drain() {
    while (read() > 0) {
      // More may be there.
    }
  }

  @Override
  public void close() {
    descriptor.close();
    arena.close();
  }
}
