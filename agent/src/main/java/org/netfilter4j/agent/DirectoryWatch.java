package org.netfilter4j.agent;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells that a directory of rules holds other files than before, by the kernel's events (inotify),
 * and by looking now and then for what no event tells: a network file system, or events that were
 * lost. The directory may be missing, be a link, hold links, be removed and made again; its files
 * may be written in place, renamed over, or swapped behind a link.
 *
 * <p>An event only makes it look; what it sees ({@link DirectoryState}) decides. A change is told
 * once the files have been still for a while, so that a file that is being written is not read half
 * way, but at the latest after {@link #MOST_SETTLING}, as some file may never be still.
 */
final class DirectoryWatch implements AutoCloseable {
  /** A directory that never rests is read all the same. */
  private static final Duration MOST_SETTLING = Duration.ofSeconds(1);

  /** How often to look where the kernel gives no events. */
  private static final Duration POLLING = Duration.ofSeconds(1);

  private final Path directory;
  private final Duration settle;
  private final Duration rescan;
  private final Runnable changed;
  private final AgentLog log;
  private final @Nullable WatchService service;

  /** The directories that are watched, and which each is: one of the same name may be another. */
  private final Map<WatchedPlace, WatchKey> keys = new HashMap<>();

  private DirectoryState seen;
  private volatile boolean closing;

  /** A directory by its name and by its number on its device. */
  private record WatchedPlace(Path path, Object number) {}

  /**
   * A watch, which has looked already: what changes from here on is told.
   *
   * @param settle how long files must be still
   * @param rescan how often to look without an event
   * @param changed is run on the watch's own thread
   */
  DirectoryWatch(Path directory, Duration settle, Duration rescan, Runnable changed, AgentLog log) {
    this.directory = directory;
    this.settle = settle;
    this.rescan = rescan;
    this.changed = changed;
    this.log = log;
    service = service(log);
    seen = DirectoryState.of(directory);
    register(seen.places());
  }

  private static @Nullable WatchService service(AgentLog log) {
    try {
      return FileSystems.getDefault().newWatchService();
    } catch (IOException e) {
      log.warn(
          "no file events: the directory is looked at each second instead",
          "error",
          e.getMessage());
      return null;
    }
  }

  /** Begins to tell, on a thread of its own. */
  Thread start() {
    return Thread.ofPlatform().daemon().name("rule-files").start(this::run);
  }

  private void run() {
    try {
      while (!closing) {
        await(service == null && POLLING.compareTo(rescan) < 0 ? POLLING : rescan);
        DirectoryState now = look();
        if (!now.isLike(seen)) {
          seen = settled(now);
          changed.run();
        }
      }
    } catch (ClosedWatchServiceException e) {
      // Closed: there is nobody to tell any more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private DirectoryState look() {
    DirectoryState now = DirectoryState.of(directory);
    if (register(now.places())) {
      // Something may have happened between the look and the watch.
      now = DirectoryState.of(directory);
    }
    return now;
  }

  private DirectoryState settled(DirectoryState first) throws InterruptedException {
    long end = System.nanoTime() + MOST_SETTLING.toNanos();
    DirectoryState last = first;
    while (!closing && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.sleep(settle.toNanos());
      DirectoryState next = look();
      if (next.isLike(last)) {
        return next;
      }
      last = next;
    }
    return last;
  }

  /** Waits for an event that matters, at most that long. */
  private void await(Duration most) throws InterruptedException {
    WatchService events = service;
    if (events == null) {
      TimeUnit.NANOSECONDS.sleep(most.toNanos());
      return;
    }
    long end = System.nanoTime() + most.toNanos();
    while (true) {
      WatchKey key = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (key == null) {
        return;
      }
      boolean matters = matters(key);
      if (!key.reset()) {
        keys.values().remove(key);
        matters = true;
      }
      if (matters) {
        return;
      }
    }
  }

  private boolean matters(WatchKey key) {
    Set<String> names =
        key.watchable() instanceof Path path
            ? seen.places().getOrDefault(path, Set.of())
            : Set.of();
    boolean matters = false;
    for (WatchEvent<?> event : key.pollEvents()) {
      matters |=
          names.isEmpty()
              || event.kind().equals(StandardWatchEventKinds.OVERFLOW)
              || names.contains(String.valueOf(event.context()));
    }
    return matters;
  }

  /** Watches these directories and no others; says whether one is new. */
  private boolean register(Map<Path, Set<String>> places) {
    WatchService events = service;
    if (events == null) {
      return false;
    }
    Map<WatchedPlace, WatchKey> wanted = new HashMap<>();
    boolean anew = false;
    for (Path place : places.keySet()) {
      try {
        Object number = Files.getAttribute(place, "unix:ino");
        WatchedPlace watched = new WatchedPlace(place, number);
        WatchKey key = keys.get(watched);
        if (key == null || !key.isValid()) {
          key =
              place.register(
                  events,
                  StandardWatchEventKinds.ENTRY_CREATE,
                  StandardWatchEventKinds.ENTRY_DELETE,
                  StandardWatchEventKinds.ENTRY_MODIFY);
          anew = true;
        }
        wanted.put(watched, key);
      } catch (IOException e) {
        log.debug("a directory can't be watched", "directory", place, "error", e.getMessage());
      }
    }
    for (WatchKey key : keys.values()) {
      if (!wanted.containsValue(key)) {
        key.cancel();
      }
    }
    keys.clear();
    keys.putAll(wanted);
    return anew;
  }

  @Override
  public void close() {
    closing = true;
    WatchService events = service;
    if (events != null) {
      try {
        events.close();
      } catch (IOException e) {
        log.debug("closing the file events failed", "error", e.getMessage());
      }
    }
  }
}
