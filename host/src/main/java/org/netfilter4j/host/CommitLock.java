package org.netfilter4j.host;

import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one command's reading and writing of a host together: taken by the first part that reads
 * what may be changed, and held until the host is closed.
 */
final class CommitLock implements AutoCloseable {
  private final HostDirectory directory;
  private @Nullable FileLock held;

  CommitLock(HostDirectory directory) {
    this.directory = directory;
  }

  /**
   * Waits for the lock, unless it is held already. Where the directory can't be written there is no
   * lock to take: reading works all the same, and a change will fail by itself.
   */
  void take() {
    if (held == null && Files.isDirectory(directory.root()) && Files.isWritable(directory.root())) {
      held = FileLock.await(directory.commitLock());
    }
  }

  @Override
  public void close() {
    if (held != null) {
      held.close();
      held = null;
    }
  }
}
