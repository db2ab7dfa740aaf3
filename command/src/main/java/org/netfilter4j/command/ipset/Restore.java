package org.netfilter4j.command.ipset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code ipset restore}: a command line per line, all of them or none. */
final class Restore {
  private final IpsetEnvironment world;
  private final Session session;

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
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return lines(reader);
    } catch (IOException e) {
      throw IpsetRejected.other("Cannot read: " + e.getMessage());
    }
  }

  /**
   * Carries out all lines. After an error nothing has changed.
   *
   * @return the exit code
   * @throws IpsetRejected with the line number in the message
   */
  int lines(BufferedReader reader) throws IOException {
    session.restoring();
    world.sets().begin();
    boolean whole = false;
    try {
      int exit = 0;
      int number = 0;
      for (Line line = Line.read(reader);
          line != null && exit == 0 && !session.hasQuit();
          line = Line.read(reader)) {
        number++;
        exit = line(line, number);
      }
      whole = exit == 0;
      return exit;
    } finally {
      if (whole) {
        world.sets().commit();
      } else {
        world.sets().rollback();
      }
    }
  }

  private int line(Line line, int number) {
    if (line.isEmpty() || line.isCommit()) {
      return 0;
    }
    try {
      return session.execute(line.words());
    } catch (IpsetRejected e) {
      String message = "Error in line " + number + ": " + e.text();
      throw e.exit() == 2 ? IpsetRejected.usage(message) : IpsetRejected.other(message);
    }
  }
}
