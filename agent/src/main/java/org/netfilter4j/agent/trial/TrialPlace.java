package org.netfilter4j.agent.trial;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.persist.PersistException;

/**
 * Where the trial of a network namespace is kept: at most one at a time, for that is what a
 * directory is.
 *
 * @param directory what was there before, and the marks of those who take part
 */
public record TrialPlace(Path directory) {
  private static final Path RUN = Path.of("/run/nf4j");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  /** The watcher's process. */
  private static final String WATCHER = "watcher";

  /** The process that applies and asks. */
  private static final String ASKER = "asker";

  /** Somebody says that all is well. */
  private static final String CONFIRM = "confirm";

  /** Somebody says that it is not. */
  private static final String ROLLBACK = "rollback";

  /** Why it could not be taken back. */
  private static final String OUTCOME = "outcome";

  /** How long others wait for the watcher to do as they say. */
  private static final int PATIENCE_MILLISECONDS = 15_000;

  private static final int PAUSE_MILLISECONDS = 50;

  /** The field of a process's beginning, counted from the one after its name. */
  private static final int START = 19;

  /** The place of this process's network namespace. */
  public static TrialPlace own() {
    try {
      Object inode = Files.getAttribute(Path.of("/proc/self/ns/net"), "unix:ino");
      return new TrialPlace(RUN.resolve("trial-" + inode));
    } catch (IOException e) {
      throw PersistException.of(Path.of("/proc/self/ns/net"), e);
    }
  }

  /** The file that tells how the last trial ended. */
  private Path last() {
    return directory.resolveSibling(directory.getFileName() + ".last");
  }

  /**
   * Makes it for a new trial.
   *
   * @throws PersistException where there is one, or it can't be made
   */
  void make(Before before) {
    try {
      Files.createDirectories(directory.getParent());
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      throw new PersistException(state());
    } catch (IOException e) {
      throw PersistException.of(directory, e);
    }
    try {
      before.write(directory);
      note(ASKER);
    } catch (IOException e) {
      remove();
      throw PersistException.of(directory, e);
    }
  }

  /** Whether a trial is under way, or one was left behind. */
  boolean exists() {
    return Files.isDirectory(directory);
  }

  /** What there is, in a line. */
  public String state() {
    if (!exists()) {
      try {
        return "no trial is under way; the last one: " + Files.readString(last()).strip();
      } catch (IOException _) {
        return "no trial is under way";
      }
    }
    return isWatched()
        ? "a trial is under way: \"nf4j apply --confirm\" keeps it, \"nf4j apply --rollback\" takes"
            + " it back"
        : "a trial was left behind, whose watcher is gone: \"nf4j apply --confirm\" keeps it,"
            + " \"nf4j apply --rollback\" brings back what was there before";
  }

  private boolean isWatched() {
    return process(WATCHER).isPresent();
  }

  /** The process that applies and asks, as long as it lives. */
  Optional<ProcessHandle> asker() {
    return process(ASKER);
  }

  private Optional<ProcessHandle> process(String file) {
    try {
      String[] words = Files.readString(directory.resolve(file)).strip().split(" ", 2);
      return ProcessHandle.of(Long.parseLong(words[0]))
          .filter(process -> words.length == 2 && start(process).equals(words[1]));
    } catch (IOException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** A process by its number and its beginning: numbers are given again. */
  private void note(String file) throws IOException {
    ProcessHandle self = ProcessHandle.current();
    Files.writeString(directory.resolve(file), self.pid() + " " + start(self));
  }

  /**
   * When a process began, in the kernel's ticks since the machine did (proc(5), starttime): the
   * clock of the wall may be set meanwhile.
   */
  private static String start(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      // The program's name is in brackets, and may have blanks and brackets.
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[START];
    } catch (IOException _) {
      return "gone";
    }
  }

  /** This process is the watcher. */
  void watch() throws IOException {
    note(WATCHER);
  }

  boolean isConfirmed() {
    return Files.exists(directory.resolve(CONFIRM));
  }

  boolean isRevoked() {
    return Files.exists(directory.resolve(ROLLBACK));
  }

  /** Notes how it ended, and makes room for the next. */
  void end(String how) {
    try {
      Files.writeString(
          last(), TIME.format(LocalDateTime.now(ZoneId.systemDefault())) + " " + how + "\n");
    } catch (IOException _) {
      // It is only a note.
    }
    remove();
  }

  /** Notes what went wrong, and leaves all that is needed to try again. */
  void leave(String how) {
    try {
      Files.writeString(directory.resolve(OUTCOME), how + "\n");
    } catch (IOException _) {
      // The process that asks is told by its pipe.
    }
  }

  private @Nullable String outcome() {
    try {
      return Files.readString(directory.resolve(OUTCOME)).strip();
    } catch (IOException _) {
      return null;
    }
  }

  void remove() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException _) {
      // The next trial says that it is there.
    }
  }

  /**
   * Tells the watcher what to do, and waits until it has done it.
   *
   * @param keep whether the rules stay
   * @return how it ended; null where there is no watcher to tell
   */
  @Nullable String tell(boolean keep) {
    if (!isWatched()) {
      return null;
    }
    try {
      Files.writeString(directory.resolve(keep ? CONFIRM : ROLLBACK), "");
      for (int waited = 0; exists() && outcome() == null && waited < PATIENCE_MILLISECONDS; ) {
        Thread.sleep(PAUSE_MILLISECONDS);
        waited += PAUSE_MILLISECONDS;
      }
      String outcome = outcome();
      if (outcome != null) {
        return outcome;
      }
      return exists() ? "the watcher does not answer" : Files.readString(last()).strip();
    } catch (IOException e) {
      throw PersistException.of(directory, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
