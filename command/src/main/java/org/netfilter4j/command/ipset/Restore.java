package org.netfilter4j.command.ipset;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.set.SetRefused;

/** {@code ipset restore}: a command line per line, up to the first that is refused. */
final class Restore {
  private final IpsetEnvironment world;
  private final Session session;
  private int number;

  Restore(IpsetEnvironment world, Session session) {
    this.world = world;
    this.session = session;
  }

  /** Reads a file, or standard input where there is none. */
  int run(@Nullable String file) {
    if (file == null) {
      return read(world.in());
    }
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return read(in);
    } catch (NoSuchFileException e) {
      throw IpsetRejected.other("Cannot open " + file + " for reading: No such file or directory");
    } catch (IOException e) {
      throw IpsetRejected.other("Cannot open " + file + " for reading: " + e.getMessage());
    }
  }

  private int read(InputStream in) {
    try {
      return lines(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw IpsetRejected.other("Cannot read: " + e.getMessage());
    }
  }

  /**
   * Carries out all lines. After an error in an embedded host nothing has changed; in the kernel
   * stays what {@link org.netfilter4j.xt.set.SetStore#rollback} says.
   *
   * @return the exit code
   * @throws IpsetRejected with the line number in the message
   */
  int lines(Reader reader) throws IOException {
    session.restoring();
    Lines lines = new Lines(reader);
    world.sets().begin();
    boolean whole = false;
    number = 0;
    try {
      int exit = 0;
      for (Line line = lines.next();
          line != null && exit == 0 && !session.hasQuit();
          line = lines.next()) {
        number++;
        world.sets().line(number);
        exit = line(line);
      }
      whole = exit == 0;
      return exit;
    } finally {
      end(whole);
    }
  }

  /** The number of the line that was read last. */
  int line() {
    return number;
  }

  private void end(boolean whole) {
    try {
      if (whole) {
        world.sets().commit();
      } else {
        world.sets().rollback();
      }
    } catch (SetRefused e) {
      throw IpsetRejected.by(e).inLine(number);
    }
  }

  private int line(Line line) {
    if (line.isEmpty()) {
      return 0;
    }
    try {
      if (line.isCommit()) {
        world.sets().sync();
        return 0;
      }
      return session.execute(line.words());
    } catch (IpsetRejected e) {
      throw e.inLine(number);
    } catch (SetRefused e) {
      throw IpsetRejected.by(e).inLine(number);
    }
  }
}
