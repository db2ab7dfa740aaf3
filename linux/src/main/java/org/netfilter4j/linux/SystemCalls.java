package org.netfilter4j.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.netfilter4j.model.Errno;

/**
 * System calls through libc's syscall(2), whose arguments are all machine words: so a single shape
 * of downcall is linked, at the first call. Pointers are passed as addresses; the caller keeps the
 * memory alive.
 */
final class SystemCalls {
  private static final MethodHandle SYSCALL;

  static {
    Linker linker = Linker.nativeLinker();
    SYSCALL =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                JAVA_LONG),
            Linker.Option.captureCallState("errno"));
  }

  /** Where a thread's errno is put: struct of one int. */
  private static final ThreadLocal<CallMemory> ERRNO =
      ThreadLocal.withInitial(() -> new CallMemory(Arena.ofAuto(), Integer.BYTES));

  private SystemCalls() {}

  /** Links, and makes one call, so that the next costs nothing more. */
  static void link() {
    attempt(SystemCall.CLOSE, -1, 0, 0, 0, 0, 0);
  }

  /** Calls, and gives the result or, where it failed, the negative errno. EINTR is tried again. */
  static long attempt(SystemCall call, long a, long b, long c, long d, long e, long f) {
    CallMemory memory = ERRNO.get();
    MemorySegment state = memory.segment();
    while (true) {
      long result;
      try {
        result = (long) SYSCALL.invokeExact(state, call.number(), a, b, c, d, e, f);
      } catch (RuntimeException | Error problem) {
        throw problem;
      } catch (Throwable problem) {
        throw new IllegalStateException(problem);
      }
      if (result >= 0) {
        return result;
      }
      int errno = memory.getInt(0);
      if (errno != Errno.EINTR.number()) {
        return -errno;
      }
    }
  }

  /**
   * Calls, and gives the result.
   *
   * @throws KernelException where it failed
   */
  static long call(SystemCall call, long a, long b, long c, long d, long e, long f) {
    long result = attempt(call, a, b, c, d, e, f);
    if (result < 0) {
      throw new KernelException(
          call.name().toLowerCase(java.util.Locale.ROOT), Errno.of((int) -result));
    }
    return result;
  }

  static long call(SystemCall call, long a, long b, long c) {
    return call(call, a, b, c, 0, 0, 0);
  }
}
