package org.netfilter4j.cli.daemon;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.linux.Fifo;

/**
 * The folder where the daemon and the launchers find one another.
 *
 * <ul>
 *   <li>{@code of}: the daemon's process, the number of its descriptor of the pipe of requests, and
 *       the folder of its copy; there while requests are taken
 *   <li>{@code requests}: a pipe; a line of a request is the caller's process, the number of the
 *       claimed pipe, and how many words the command has
 *   <li>{@code reply.N}: a pipe each; the answer is {@code no}, or {@code yes} when the command
 *       begins and its exit code when it has ended
 *   <li>{@code claim.N}: made by who uses {@code reply.N}, with the number of its process; removed
 *       by the daemon
 *   <li>{@code lock}: held by the daemon
 * </ul>
 */
final class MeetingPlace implements Closeable {
  /** So many commands run at once; who comes then starts a JVM. The launcher knows it too. */
  static final int PLACES = 16;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final String OF = "of";

  private final Path directory;
  private final FileChannel lockFile;
  private final Fifo requests;
  private final List<Fifo> replies = new ArrayList<>();
  private final boolean[] taken = new boolean[PLACES];

  private MeetingPlace(Path directory, FileChannel lockFile) throws IOException {
    this.directory = directory;
    this.lockFile = lockFile;
    clear();
    requests = Fifo.make(directory.resolve("requests"));
    for (int i = 0; i < PLACES; i++) {
      replies.add(Fifo.make(directory.resolve("reply." + i)));
    }
  }

  /**
   * Takes a folder, which is made if it is missing. Nobody finds the daemon yet.
   *
   * @return null where another daemon has it
   * @throws IOException where it can't be had, or others than its owner may enter it
   */
  static @Nullable MeetingPlace take(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }
    if (!Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS).equals(OWNER_ONLY)
        || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        || !Files.getOwner(directory).equals(Files.getOwner(Path.of("/proc/self")))) {
      throw new IOException(directory + " must be a folder that only its owner may enter (0700)");
    }
    FileChannel file =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = file.tryLock();
    if (lock == null) {
      file.close();
      return null;
    }
    return new MeetingPlace(directory, file);
  }

  /** The process of the daemon that a folder has; -1 where it has none. */
  static long process(Path directory) throws IOException {
    try (FileChannel file = FileChannel.open(directory.resolve("lock"), StandardOpenOption.WRITE)) {
      try (FileLock lock = file.tryLock()) {
        if (lock != null) {
          return -1;
        }
      }
      String of = Files.readString(directory.resolve(OF));
      return Long.parseLong(of.substring(0, of.indexOf(' ')));
    } catch (NoSuchFileException e) {
      return -1;
    }
  }

  private void clear() throws IOException {
    try (DirectoryStream<Path> old =
        Files.newDirectoryStream(directory, "{of,of.new,requests,reply.*,claim.*}")) {
      for (Path each : old) {
        Files.delete(each);
      }
    }
  }

  /**
   * From here on requests come.
   *
   * @param copy the folder of the copy whose programs may ask
   */
  void open(Path copy) throws IOException {
    Path made = directory.resolve("of.new");
    Files.writeString(
        made, ProcessHandle.current().pid() + " " + requests.number() + " " + copy + "\n");
    Files.move(made, directory.resolve(OF), StandardCopyOption.ATOMIC_MOVE);
  }

  /** From here on nobody finds the daemon. Who has asked already is still answered. */
  void shut() throws IOException {
    Files.deleteIfExists(directory.resolve(OF));
  }

  /** The next line of a request; null where none came within that time. */
  @Nullable String next(long milliseconds) {
    return requests.line(milliseconds);
  }

  /** The pipe for an answer; null where it is in use, or there is none of that number. */
  synchronized @Nullable Fifo take(int number) {
    if (number < 0 || number >= PLACES || taken[number]) {
      return null;
    }
    taken[number] = true;
    return replies.get(number);
  }

  /** Others may use that pipe. */
  synchronized void free(int number) throws IOException {
    replies.get(number).drain();
    taken[number] = false;
    Files.deleteIfExists(claim(number));
  }

  private Path claim(int number) {
    return directory.resolve("claim." + number);
  }

  /** Removes the claims of launchers that were killed before they had asked. */
  synchronized void forgetTheDead() throws IOException {
    for (int i = 0; i < PLACES; i++) {
      Path claim = claim(i);
      if (!taken[i] && Files.exists(claim) && isDead(claim)) {
        Files.deleteIfExists(claim);
      }
    }
  }

  private static boolean isDead(Path claim) throws IOException {
    String owner = Files.readString(claim).strip();
    if (owner.isEmpty()) {
      FileTime made = Files.getLastModifiedTime(claim);
      return made.toInstant().isBefore(Instant.now().minusSeconds(5));
    }
    return !Files.exists(Path.of("/proc", owner));
  }

  @Override
  public void close() throws IOException {
    clear();
    requests.close();
    replies.forEach(Fifo::close);
    lockFile.close();
  }
}
