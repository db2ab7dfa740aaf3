package org.netfilter4j.command.ipset;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.set.EmbeddedSets;
import org.netfilter4j.xt.set.SetNamespace;

/**
 * The file of a host's sets, in the form of {@code ipset save}. Timeouts in it are seconds from the
 * time at which it is read.
 */
public final class SetsFile {
  private SetsFile() {}

  /** A line that can't be carried out. */
  public static final class BadLineException extends Exception {
    private static final long serialVersionUID = 1L;

    BadLineException(String message) {
      super(message);
    }
  }

  /**
   * Adds the sets of a file to a namespace, all or none.
   *
   * @throws BadLineException whose message begins with the file's name and says which line is wrong
   *     and why
   */
  public static void read(Path file, SetNamespace sets, Names names, Clock clock)
      throws IOException, BadLineException {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    IpsetEnvironment world =
        new IpsetEnvironment(sets, names, InputStream.nullInputStream(), nowhere, nowhere, clock);
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      if (new Restore(world, new Session(world, true)).lines(reader) != 0) {
        throw new BadLineException(file + ": a test in it failed");
      }
    } catch (IpsetRejected e) {
      throw new BadLineException(file + ": " + e.text());
    }
  }

  /** Writes all sets of a namespace. */
  public static void write(Path file, SetNamespace sets, Names names, Clock clock)
      throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      write(writer, sets, names, clock);
    }
  }

  /** As {@link #write(Path, SetNamespace, Names, Clock)}, to anything. */
  public static void write(Appendable to, SetNamespace sets, Names names, Clock clock)
      throws IOException {
    new Printer(names, Printer.Options.COMPLETE, to).print(new EmbeddedSets(sets, clock), null);
  }
}
