package org.netfilter4j.agent.persist;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where an operation says what it does: to a person, or to the system's journal, which reads the
 * standard error of services and takes the weight of a line from its beginning (sd-daemon(3)).
 */
public final class Journal {
  private static final int ERROR = 3;
  private static final int WARNING = 4;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean weighed;

  /**
   * @param weighed whether lines of {@code err} begin with their weight
   */
  public Journal(PrintStream out, PrintStream err, boolean weighed) {
    this.out = out;
    this.err = err;
    this.weighed = weighed;
  }

  /**
   * Whether standard error goes to the journal.
   *
   * @param stream the variable JOURNAL_STREAM, which names the journal's end of it
   */
  public static boolean isReadBySystem(String stream) {
    if (stream.isEmpty()) {
      return false;
    }
    try {
      Path err = Path.of("/proc/self/fd/2");
      Object device = Files.getAttribute(err, "unix:dev");
      Object inode = Files.getAttribute(err, "unix:ino");
      return stream.equals(device + ":" + inode);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
      return false;
    }
  }

  /** What was done. */
  void say(String line) {
    out.println(line);
  }

  /** What may not be as it was meant. */
  void warn(String line) {
    err.println((weighed ? "<" + WARNING + ">" : "") + "nf4j: warning: " + line);
  }

  /** What could not be done. */
  public void fail(String line) {
    err.println((weighed ? "<" + ERROR + ">" : "") + "nf4j: " + line);
  }
}
