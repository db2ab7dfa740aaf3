package org.netfilter4j.linux;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;

/**
 * Another process, which waits while this one runs a command in its place: with its words and
 * variables, on its standard streams, in its directory and its network namespace.
 *
 * <p>It is held by a descriptor (pidfd_open(2)), so a number that is given to a new process is
 * never taken for the old one. Its streams are its own open files (pidfd_getfd(2)), not files
 * opened anew: what it and others write to them keeps its order.
 */
public final class Caller implements Closeable {
  private static final int CLONE_FS = 0x200;
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int O_PATH_DIRECTORY = 0x200000 | 0x10000;
  private static final int O_RDWR = 2;
  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;

  /** What must be the same for both. Of capabilities it may have more than this process. */
  private static final List<String> SAME = List.of("Uid", "Gid", "Seccomp");

  private static final List<String> SAME_NAMESPACES = List.of("mnt", "user", "pid", "time");

  private final long pid;
  private final Descriptor process;
  private final List<Descriptor> streams = new ArrayList<>();
  private boolean isReleased;
  private final List<String> words;
  private final Map<String, String> variables;

  private Caller(long pid, Descriptor process) throws IOException {
    this.pid = pid;
    this.process = process;
    this.words = strings("cmdline");
    this.variables = new LinkedHashMap<>();
    for (String each : strings("environ")) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        variables.putIfAbsent(each.substring(0, equals), each.substring(equals + 1));
      }
    }
  }

  /**
   * A process that is to be acted for.
   *
   * @param streams the numbers of its descriptors of the standard input, output and error
   * @throws RefusedCallerException where it has ended, or has not the rights that this process has,
   *     or lives in other namespaces than those of the network
   */
  public static Caller of(long pid, List<Integer> streams) {
    try {
      Descriptor process = Descriptor.process(pid);
      boolean taken = false;
      try {
        Caller caller = new Caller(pid, process);
        caller.check();
        for (int number : streams) {
          caller.streams.add(Descriptor.of(process, number));
        }
        taken = true;
        return caller;
      } finally {
        if (!taken) {
          process.close();
        }
      }
    } catch (IOException | KernelException e) {
      throw new RefusedCallerException("process " + pid + ": " + e.getMessage());
    }
  }

  private void check() throws IOException {
    Map<String, String> own = status(Path.of("/proc/self"));
    Map<String, String> theirs = status(directory());
    for (String field : SAME) {
      require(field, own.getOrDefault(field, ""), theirs.getOrDefault(field, ""));
    }
    long ownRights = Long.parseUnsignedLong(own.getOrDefault("CapEff", "0"), 16);
    long theirRights = Long.parseUnsignedLong(theirs.getOrDefault("CapEff", "0"), 16);
    if ((ownRights & ~theirRights) != 0) {
      throw new RefusedCallerException("process " + pid + " has fewer capabilities");
    }
    for (String namespace : SAME_NAMESPACES) {
      require("ns/" + namespace, link("/proc/self", "ns/" + namespace), link("ns/" + namespace));
    }
    require("root", link("/proc/self", "root"), link("root"));
    require("confinement", confinement(Path.of("/proc/self")), confinement(directory()));
    // All of this was read of a process that is still the one.
    if (!isThere()) {
      throw new RefusedCallerException("process " + pid + " has ended");
    }
  }

  private void require(String what, String own, String theirs) {
    if (!own.equals(theirs)) {
      throw new RefusedCallerException(
          "process " + pid + " has another " + what + ": " + theirs + ", here " + own);
    }
  }

  private Path directory() {
    return Path.of("/proc", Long.toString(pid));
  }

  private String link(String name) throws IOException {
    return link("/proc/" + pid, name);
  }

  private static String link(String process, String name) throws IOException {
    return Files.readSymbolicLink(Path.of(process, name)).toString();
  }

  /** What AppArmor or SELinux hold a process to; empty where there is neither. */
  private static String confinement(Path process) {
    try {
      return new String(
          Files.readAllBytes(process.resolve("attr/current")), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // The kernel has no such module, and says EINVAL.
      return "";
    }
  }

  private static Map<String, String> status(Path process) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    String text =
        new String(Files.readAllBytes(process.resolve("status")), StandardCharsets.ISO_8859_1);
    for (String line : text.split("\n")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    return fields;
  }

  private List<String> strings(String file) throws IOException {
    byte[] bytes = Files.readAllBytes(directory().resolve(file));
    List<String> strings = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        strings.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    return strings;
  }

  /** What it was started with: the interpreter and the script first, where it is a script. */
  public List<String> words() {
    return words;
  }

  /** The variables that it was started with. */
  public Map<String, String> variables() {
    return variables;
  }

  /** Whether it lives. */
  public boolean isThere() {
    return !process.await(0);
  }

  /** Whether it ended within that time. */
  public boolean endsWithin(long milliseconds) {
    return process.await(milliseconds);
  }

  /**
   * From here on the calling thread, which must end with this command, stands in the directory of
   * the caller and in its network namespace, and files are made with its umask; so do threads that
   * it starts.
   *
   * @throws RefusedCallerException where this process must not enter them
   */
  public void enter() {
    try {
      SystemCalls.call(SystemCall.UNSHARE, CLONE_FS, 0, 0);
      try (Descriptor current = Descriptor.open("/proc/" + pid + "/cwd", O_PATH_DIRECTORY, 0)) {
        SystemCalls.call(SystemCall.FCHDIR, current.number(), 0, 0);
      }
      String mask = status(directory()).getOrDefault("Umask", "022");
      SystemCalls.call(SystemCall.UMASK, Integer.parseInt(mask, 8), 0, 0);
      if (!link("ns/net").equals(link("/proc/thread-self", "ns/net"))) {
        try (Descriptor network = Descriptor.open("/proc/" + pid + "/ns/net", 0, 0)) {
          SystemCalls.call(SystemCall.SETNS, network.number(), CLONE_NEWNET, 0);
        }
      }
    } catch (IOException | KernelException e) {
      throw new RefusedCallerException("process " + pid + ": " + e.getMessage());
    }
  }

  /** Its standard input. Once it has ended, reading fails: that is no end of the input. */
  public InputStream in() {
    return new Input(streams.get(0));
  }

  /** Its standard output; closing it does nothing. Once it has ended, writing fails. */
  public OutputStream out() {
    return new Output(streams.get(1));
  }

  /** Its standard error, likewise. */
  public OutputStream err() {
    return new Output(streams.get(2));
  }

  /**
   * Lets go of its streams, so that who reads them sees their end when the caller ends. Any thread
   * may do so while another one uses them, which then reads and writes nothing.
   */
  public synchronized void release() {
    if (isReleased) {
      return;
    }
    isReleased = true;
    try (Descriptor nothing = Descriptor.open("/dev/null", O_RDWR, 0)) {
      // Closed they could be somebody else's before the other thread has seen it.
      streams.forEach(each -> each.become(nothing));
    }
  }

  /** Lets go of all. */
  @Override
  public synchronized void close() {
    isReleased = true;
    streams.forEach(Descriptor::close);
    process.close();
  }

  /** Waits until the stream is ready. */
  private void await(CallMemory poll, Descriptor stream, short events) throws IOException {
    poll.putInt(0, stream.number()).putInt(4, events);
    poll.putInt(8, process.number()).putInt(12, POLLIN);
    SystemCalls.call(SystemCall.PPOLL, poll.address(), 2, 0, 0, 0, 0);
    if ((poll.getInt(12) >>> 16) != 0) {
      throw new IOException("process " + pid + ", which called, has ended");
    }
  }

  private final class Input extends InputStream {
    private static final int PIECE = 1 << 16;
    private final Descriptor stream;
    private @Nullable CallMemory memory;

    Input(Descriptor stream) {
      this.stream = stream;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      CallMemory own = memory;
      if (own == null) {
        own = new CallMemory(Arena.ofAuto(), 16 + PIECE);
        memory = own;
      }
      while (true) {
        await(own, stream, POLLIN);
        long result =
            SystemCalls.attempt(
                SystemCall.READ,
                stream.number(),
                own.address() + 16,
                Math.min(length, PIECE),
                0,
                0,
                0);
        if (result > 0) {
          byte[] bytes = own.bytes(16, (int) result);
          System.arraycopy(bytes, 0, to, from, bytes.length);
          return bytes.length;
        }
        if (result == 0) {
          // Ended at once with what wrote to it, by a signal for both, it had not seen the end.
          await(own, stream, POLLIN);
          return -1;
        }
        fail(result);
      }
    }
  }

  private final class Output extends OutputStream {
    /** A pipe that is ready takes so much without waiting (PIPE_BUF). */
    private static final int PIECE = 4096;

    private final Descriptor stream;
    private @Nullable CallMemory memory;

    Output(Descriptor stream) {
      this.stream = stream;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      CallMemory own = memory;
      if (own == null) {
        own = new CallMemory(Arena.ofAuto(), 16 + PIECE);
        memory = own;
      }
      int done = 0;
      while (done < length) {
        int count = Math.min(length - done, PIECE);
        own.put(16, Arrays.copyOfRange(bytes, from + done, from + done + count), count);
        await(own, stream, POLLOUT);
        long result =
            SystemCalls.attempt(
                SystemCall.WRITE, stream.number(), own.address() + 16, count, 0, 0, 0);
        if (result < 0) {
          fail(result);
        } else {
          done += (int) result;
        }
      }
    }
  }

  private static void fail(long result) throws IOException {
    Errno errno = Errno.of((int) -result);
    // The file may have been opened so that it never waits.
    if (!errno.equals(Errno.EAGAIN)) {
      throw new IOException(errno.message());
    }
  }
}
