package org.netfilter4j.linux;

import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace: the process's own, or one that a file stands for ({@code /run/netns/NAME},
 * {@code /proc/PID/ns/net}). Sockets stay in the one that they were opened in.
 */
public final class NetworkNamespace {
  private static final int CLONE_NEWNET = 0x40000000;
  private static final NetworkNamespace OWN = new NetworkNamespace(null);
  private final @Nullable String file;
  private final @Nullable IntFunction<NetlinkSocket> sockets;

  private NetworkNamespace(@Nullable String file) {
    this(file, null);
  }

  private NetworkNamespace(@Nullable String file, @Nullable IntFunction<NetlinkSocket> sockets) {
    this.file = file;
    this.sockets = sockets;
  }

  /** The same namespace with other netlink sockets, which a function opens by their protocol. */
  NetworkNamespace with(IntFunction<NetlinkSocket> other) {
    return new NetworkNamespace(file, other);
  }

  /** A netlink socket of a protocol. */
  NetlinkSocket netlink(int protocol) {
    return sockets == null ? new NetlinkSocket(this, protocol) : sockets.apply(protocol);
  }

  /** The namespace of this process. */
  public static NetworkNamespace own() {
    return OWN;
  }

  /**
   * A file that stands for the namespace, which another process can open as long as this one lives;
   * null for the process's own.
   */
  public @Nullable String file() {
    String known = file;
    return known != null && known.startsWith("/proc/self/")
        ? "/proc/" + ProcessHandle.current().pid() + known.substring("/proc/self".length())
        : known;
  }

  /** The namespace that a file stands for. */
  public static NetworkNamespace of(java.nio.file.Path file) {
    return new NetworkNamespace(file.toString());
  }

  /**
   * A new, empty namespace that nobody else knows; it is gone with the process and with the sockets
   * that were opened in it. Needs CAP_SYS_ADMIN.
   *
   * @throws KernelException where the right is missing
   */
  public static NetworkNamespace isolated() {
    NetworkNamespace self = new NetworkNamespace("/proc/self/ns/net");
    // The descriptor keeps the namespace alive, and stays open for as long as the process.
    Descriptor made =
        self.in(() -> {
          SystemCalls.call(SystemCall.UNSHARE, CLONE_NEWNET, 0, 0);
          return Descriptor.open("/proc/thread-self/ns/net", 0, 0);
        });
    return new NetworkNamespace("/proc/self/fd/" + made.number());
  }

  /**
   * Does something in the namespace, on a thread of its own unless it is the process's own
   * namespace. Needs CAP_SYS_ADMIN for another.
   *
   * @throws KernelException where the namespace can't be entered
   */
  <T> T in(Supplier<T> action) {
    String entered = file;
    if (entered == null) {
      return action.get();
    }
    Visit<T> visit = new Visit<>(entered, action);
    Thread thread = Thread.ofPlatform().name("netns " + entered).start(visit);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return visit.result();
  }

  /** The thread ends after it, so nothing else runs in the namespace by mistake. */
  private static final class Visit<T> implements Runnable {
    private final String file;
    private final Supplier<T> action;
    private @Nullable T value;
    private @Nullable RuntimeException failure;

    Visit(String file, Supplier<T> action) {
      this.file = file;
      this.action = action;
    }

    @Override
    public void run() {
      try (Descriptor namespace = Descriptor.open(file, 0, 0)) {
        SystemCalls.call(SystemCall.SETNS, namespace.number(), CLONE_NEWNET, 0);
        value = action.get();
      } catch (RuntimeException e) {
        failure = e;
      }
    }

    T result() {
      if (failure != null) {
        throw failure;
      }
      return java.util.Objects.requireNonNull(value);
    }
  }
}
