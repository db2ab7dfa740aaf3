package org.netfilter4j.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A lock file that one command at a time holds; the operating system lets go of it when the process
 * ends, however it ends.
 */
final class FileLock implements AutoCloseable {
  private static final long PAUSE_MILLIS = 20;

  private final FileChannel channel;

  private FileLock(FileChannel channel) {
    this.channel = channel;
  }

  /** The lock, or null where another holds it. */
  static @Nullable FileLock attempt(Path file) {
    FileChannel channel = open(file);
    boolean held = false;
    try {
      held = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Another thread of this JVM holds it, which is as good as another process.
      held = false;
    } catch (IOException e) {
      throw new HostException(file, "can't be locked: " + HostDirectory.reason(e));
    } finally {
      if (!held) {
        closeQuietly(channel);
      }
    }
    return held ? new FileLock(channel) : null;
  }

  /** Waits until nobody else holds it. */
  static FileLock await(Path file) {
    while (true) {
      FileLock lock = attempt(file);
      if (lock != null) {
        return lock;
      }
      pause(file);
    }
  }

  /** Sleeps for the moment between two attempts. */
  static void pause(Path file) {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HostException(file, "interrupted while waiting for the lock");
    }
  }

  private static FileChannel open(Path file) {
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new HostException(file, "can't be opened: " + HostDirectory.reason(e));
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was written through it; closing only lets go of the lock.
    }
  }
}
