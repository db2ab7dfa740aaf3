package org.netfilter4j.agent;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.XtablesLock;
import org.netfilter4j.linux.KernelLock;

/**
 * Waits for the xtables lock before legacy tables are changed: a thread stands in the kernel's
 * queue as others do, the same one however often it is asked, so that a lock that is never released
 * costs one thread and not one for each attempt. What has come to its turn lets the lock go: the
 * change takes it anew.
 *
 * <p>One thread asks.
 */
final class LockGate {
  private final String file;
  private final XtablesLock lock;
  private final Runnable free;
  private @Nullable Turn turn;

  /**
   * A gate.
   *
   * @param variables of the process: XTABLES_LOCKFILE counts
   * @param free is run when a lock is released that was not waited for to the end
   */
  LockGate(Map<String, String> variables, Runnable free) {
    String named = variables.get("XTABLES_LOCKFILE");
    file = named == null || named.isEmpty() ? KernelLock.FILE : named;
    lock = new KernelLock(named);
    this.free = free;
  }

  /** One wait for the lock, on a thread of its own. */
  private final class Turn implements Runnable {
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean late;

    @Override
    public void run() {
      try {
        Closeable held = lock.acquire(-1);
        if (held != null) {
          held.close();
        }
      } catch (XtablesLock.UnavailableException | IOException e) {
        // Whoever makes the change is told why.
      }
      done.countDown();
      if (late) {
        free.run();
      }
    }
  }

  /** Waits until the lock is free, at most that long; false where another program holds it. */
  boolean await(long nanoseconds) throws InterruptedException {
    Turn waiting = turn;
    if (waiting == null) {
      waiting = new Turn();
      Thread.ofPlatform().daemon().name("xtables.lock").start(waiting);
      turn = waiting;
    }
    if (waiting.done.await(nanoseconds, TimeUnit.NANOSECONDS)) {
      turn = null;
      return true;
    }
    waiting.late = true;
    if (waiting.done.getCount() == 0) {
      // It came to its turn just now, and may not have seen that it is late.
      turn = null;
      return true;
    }
    return false;
  }

  /** What to say while another program holds the lock. */
  String words() {
    return "another program holds the xtables lock " + file + holder();
  }

  /** Who holds it, where /proc/locks tells: its process and that one's name. */
  private String holder() {
    try {
      String inode = ":" + Files.getAttribute(Path.of(file), "unix:ino") + " ";
      for (String line : Files.readAllLines(Path.of("/proc/locks"))) {
        if (line.contains(" FLOCK ") && line.contains(inode) && !line.contains("->")) {
          String[] words = line.strip().split(" +", -1);
          String pid = words[4];
          return ": process " + pid + " (" + name(pid) + ")";
        }
      }
    } catch (IOException e) {
      // Not told: then the file's name has to do.
    }
    return "";
  }

  private static String name(String pid) {
    try {
      return Files.readString(Path.of("/proc", pid, "comm")).strip();
    } catch (IOException e) {
      return "of another container";
    }
  }
}
