package org.netfilter4j.conformance.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.netfilter4j.conformance.Oracle;

/**
 * A system call that is answered with an errno, for all processes that are started under it: a
 * seccomp filter, which a thread hands down to its children. So a program, whosever it is, meets a
 * kernel that lacks a part.
 *
 * @param call its number on x86_64
 * @param arguments pairs: an argument's place, and the value that it must have
 */
record Denial(int call, int errno, int... arguments) {
  private static final int SOCKET = 41;
  private static final int SENDTO = 44;
  private static final int GETSOCKOPT = 55;

  private static final short LOAD_WORD = 0x20;
  private static final short JUMP_EQUAL = 0x15;
  private static final short RETURN = 0x06;
  private static final int ALLOW = 0x7fff0000;
  private static final int ERRNO = 0x00050000;
  private static final int FIRST_ARGUMENT = 16;
  private static final int PR_SET_SECCOMP = 22;
  private static final long SECCOMP_MODE_FILTER = 2;
  private static final int PR_SET_NO_NEW_PRIVS = 38;

  static Denial socket(int errno, int domain, int protocol) {
    return new Denial(SOCKET, errno, 0, domain, 2, protocol);
  }

  static Denial sendto(int errno) {
    return new Denial(SENDTO, errno);
  }

  static Denial getsockopt(int errno, int level, int option) {
    return new Denial(GETSOCKOPT, errno, 1, level, 2, option);
  }

  /** Skips or fails the running test unless the numbers are this machine's. */
  static void require() {
    String machine = System.getProperty("os.arch");
    Oracle.requireThat(
        machine.equals("amd64"), "the numbers of system calls are those of x86_64, not " + machine);
  }

  private record Instruction(short code, int ifNot, int operand) {}

  private List<Instruction> program() {
    List<Instruction> program = new ArrayList<>();
    int tests = 1 + arguments.length / 2;
    program.add(new Instruction(LOAD_WORD, 0, 0));
    program.add(new Instruction(JUMP_EQUAL, 2 * (tests - 1) + 1, call));
    for (int i = 0; i < arguments.length; i += 2) {
      int left = tests - 2 - i / 2;
      program.add(new Instruction(LOAD_WORD, 0, FIRST_ARGUMENT + 8 * arguments[i]));
      program.add(new Instruction(JUMP_EQUAL, 2 * left + 1, arguments[i + 1]));
    }
    program.add(new Instruction(RETURN, 0, ERRNO | errno));
    program.add(new Instruction(RETURN, 0, ALLOW));
    return program;
  }

  /** Does something on a thread that is under it. */
  <T> T during(Supplier<T> action) {
    FutureTask<T> task =
        new FutureTask<>(() -> {
          install();
          return action.get();
        });
    Thread.ofPlatform().start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void install() {
    Linker linker = Linker.nativeLinker();
    MethodHandle prctl =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("prctl"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    List<Instruction> program = program();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment filter = arena.allocate(8L * program.size(), 8);
      for (int i = 0; i < program.size(); i++) {
        Instruction each = program.get(i);
        filter.set(JAVA_SHORT, 8L * i, each.code());
        filter.set(JAVA_BYTE, 8L * i + 3, (byte) each.ifNot());
        filter.set(JAVA_INT, 8L * i + 4, each.operand());
      }
      MemorySegment header = arena.allocate(16, 8);
      header.set(JAVA_SHORT, 0, (short) program.size());
      header.set(ADDRESS, 8, filter);
      call(prctl, PR_SET_NO_NEW_PRIVS, 1, MemorySegment.NULL);
      call(prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header);
    }
  }

  private static void call(MethodHandle prctl, int option, long value, MemorySegment pointer) {
    int result;
    try {
      result = (int) prctl.invokeExact(option, value, pointer, 0L, 0L);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    if (result != 0) {
      throw new IllegalStateException("prctl " + option + " failed");
    }
  }
}
