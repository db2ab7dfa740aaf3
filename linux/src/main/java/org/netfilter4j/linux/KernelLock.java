package org.netfilter4j.linux;

import java.io.Closeable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.XtablesLock;
import org.netfilter4j.model.Errno;

/**
 * The machine's xtables lock: flock(2) on a file, by which the C tools and these commands keep
 * apart in legacy mode. nf_tables needs none, for its batches are atomic.
 *
 * <p>As iptables 1.8.9 has it (xshared.c), the file is opened for reading and made with mode 0600
 * where it is missing. So it may be another user's, if that user lets others read it; CAP_FOWNER
 * makes no difference. And without {@code -w}, or with {@code -w 0}, the wait has no end, though
 * the manual page says that there is none.
 */
public final class KernelLock implements XtablesLock {
  /** Where the lock is if the variable XTABLES_LOCKFILE does not say otherwise. */
  public static final String FILE = "/run/xtables.lock";

  private static final int O_RDONLY = 0;
  private static final int O_RDONLY_CREAT = 0x40;
  private static final int MODE = 0600;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private final String file;
  private final @Nullable BooleanSupplier wanted;

  /**
   * A lock.
   *
   * @param file the value of XTABLES_LOCKFILE; where null or empty, {@link #FILE}
   */
  public KernelLock(@Nullable String file) {
    this(file, null);
  }

  /**
   * A lock.
   *
   * @param wanted asked after a wait: where it says no, the lock is let go of; null where it is
   *     always wanted
   */
  KernelLock(@Nullable String file, @Nullable BooleanSupplier wanted) {
    this.wanted = wanted;
    this.file = file == null || file.isEmpty() ? FILE : file;
  }

  @Override
  public Closeable acquire(int seconds) {
    Descriptor descriptor = open();
    int errno = seconds > 0 ? bounded(descriptor, seconds) : flock(descriptor, LOCK_EX);
    if (errno != 0) {
      throw UnavailableException.held("Can't lock " + file + ": " + Errno.of(errno).message());
    }
    if (wanted != null && !wanted.getAsBoolean()) {
      descriptor.close();
      throw UnavailableException.held("nobody waits for the lock any more");
    }
    return descriptor;
  }

  private Descriptor open() {
    try {
      return Descriptor.open(file, O_RDONLY_CREAT, MODE);
    } catch (KernelException e) {
      Descriptor there = e.errno() == Errno.EACCES ? another() : null;
      if (there == null) {
        throw UnavailableException.missing("Fatal: can't open lock file " + e.getMessage());
      }
      return there;
    }
  }

  /**
   * Another user's file in a sticky directory, which fs.protected_regular forbids to open with
   * O_CREAT, whatever the capabilities (fs/namei.c, may_create_in_sticky). The C tool gives up
   * there.
   */
  private @Nullable Descriptor another() {
    try {
      return Descriptor.open(file, O_RDONLY, 0);
    } catch (KernelException e) {
      return null;
    }
  }

  /** Gives 0, or the errno; the descriptor is then closed, or will be. */
  private static int bounded(Descriptor descriptor, int seconds) {
    int errno = attempt(descriptor, LOCK_EX | LOCK_NB);
    if (errno == 0) {
      return 0;
    }
    if (errno != Errno.EAGAIN.number()) {
      descriptor.close();
      return errno;
    }
    return new Waiter(descriptor).await(seconds);
  }

  private static int flock(Descriptor descriptor, int operation) {
    int errno = attempt(descriptor, operation);
    if (errno != 0) {
      descriptor.close();
    }
    return errno;
  }

  private static int attempt(Descriptor descriptor, int operation) {
    return (int) -SystemCalls.attempt(SystemCall.FLOCK, descriptor.number(), operation, 0, 0, 0, 0);
  }

  /**
   * Stands in the kernel's queue, where asking again and again would have others come first. No
   * signal gets it out of there; when nobody waits for it any more it lets the lock go as soon as
   * it has it.
   */
  private static final class Waiter implements Runnable {
    private final Descriptor descriptor;
    private final CountDownLatch done = new CountDownLatch(1);
    private int errno;
    private boolean abandoned;

    Waiter(Descriptor descriptor) {
      this.descriptor = descriptor;
    }

    @Override
    public void run() {
      int result = attempt(descriptor, LOCK_EX);
      synchronized (this) {
        errno = result;
        if (abandoned || errno != 0) {
          descriptor.close();
        }
        done.countDown();
      }
    }

    int await(int seconds) {
      Thread.ofPlatform().daemon().name("xtables.lock").start(this);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      boolean interrupted = false;
      boolean over = false;
      while (!over) {
        try {
          done.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
          over = true;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      synchronized (this) {
        abandoned = done.getCount() > 0;
        return abandoned ? Errno.EAGAIN.number() : errno;
      }
    }
  }
}
