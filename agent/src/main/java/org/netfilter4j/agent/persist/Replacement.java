package org.netfilter4j.agent.persist;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Files that are written anew, such that whoever reads one finds the old or the new, and all of it,
 * whenever the machine stops. What is new is written beside each file and brought to the disk;
 * nothing that is there has changed until {@link #commit} renames them one after the other.
 */
final class Replacement implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNERS_ALONE =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private static final String MARK = ".nf4j-";
  private static final AtomicInteger NEXT = new AtomicInteger();

  /**
   * A file that is written and not yet in its place.
   *
   * @param previous where the file that is there is kept; null where it is not
   */
  private record Written(Path fresh, Path file, @Nullable Path previous) {}

  private final List<Written> all = new ArrayList<>();

  /**
   * Writes what will be in a file, readable by its owner alone.
   *
   * @param file may be a link to the file that is meant
   * @param previous where the file that is there is to be kept; null where it is not
   * @throws PersistException where it can't be written; nothing of it is left
   */
  void write(Path file, byte[] content, @Nullable Path previous) {
    try {
      Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file;
      Path directory = directory(target);
      removeLeftOver(directory, target);
      Path fresh = directory.resolve(hidden(target));
      all.add(new Written(fresh, target, previous));
      try (FileChannel channel =
          FileChannel.open(
              fresh,
              EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(OWNERS_ALONE))) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
    } catch (IOException e) {
      throw PersistException.of(file, e);
    }
  }

  private static Path directory(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new PersistException(file + ": Is a directory");
    }
    return parent;
  }

  private static String hidden(Path file) {
    return "."
        + file.getFileName()
        + MARK
        + ProcessHandle.current().pid()
        + "-"
        + NEXT.incrementAndGet();
  }

  /** What processes left that ended half-way. */
  private static void removeLeftOver(Path directory, Path file) throws IOException {
    String start = "." + file.getFileName() + MARK;
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(
            directory, each -> String.valueOf(each.getFileName()).startsWith(start))) {
      for (Path each : found) {
        String rest = String.valueOf(each.getFileName()).substring(start.length());
        if (isOfTheDead(rest)) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  private static boolean isOfTheDead(String pidAndNumber) {
    try {
      long pid = Long.parseLong(pidAndNumber.substring(0, Math.max(pidAndNumber.indexOf('-'), 0)));
      return ProcessHandle.of(pid).isEmpty();
    } catch (NumberFormatException _) {
      return false;
    }
  }

  /**
   * Puts all files in their places.
   *
   * @throws PersistException where one can't be; those before it are in place
   */
  void commit() {
    Path at = Path.of("");
    try {
      List<Path> directories = new ArrayList<>();
      for (Written each : all) {
        at = each.file;
        if (each.previous != null) {
          keep(each.file, each.previous);
        }
        Files.move(each.fresh, each.file, StandardCopyOption.ATOMIC_MOVE);
        Path directory = directory(each.file);
        if (!directories.contains(directory)) {
          directories.add(directory);
        }
      }
      for (Path directory : directories) {
        at = directory;
        // A rename is on the disk when the directory is.
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
      all.clear();
    } catch (IOException e) {
      throw PersistException.of(at, e);
    }
  }

  /** Gives the file that is there a second name, in the place of what has it. */
  private static void keep(Path file, Path previous) throws IOException {
    Path link = directory(previous).resolve(hidden(previous));
    try {
      Files.createLink(link, file);
    } catch (NoSuchFileException _) {
      return;
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException _) {
      // Another file system, or one without links.
      Files.copy(file, link);
    }
    // Renaming to another name of the same file would leave both.
    if (Files.exists(previous) && Files.isSameFile(link, previous)) {
      Files.delete(link);
      return;
    }
    Files.setPosixFilePermissions(link, OWNERS_ALONE);
    Files.move(link, previous, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Forgets what is not in its place. */
  @Override
  public void close() {
    for (Written each : all) {
      try {
        Files.deleteIfExists(each.fresh);
      } catch (IOException _) {
        // The next one who writes this file removes it.
      }
    }
  }
}
