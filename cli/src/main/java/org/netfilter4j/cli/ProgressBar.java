package org.netfilter4j.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.netfilter4j.diagnose.replay.Replay;

/** A bar on standard error that shows how far a replay is; gone when it is closed. */
final class ProgressBar implements Replay.Progress, AutoCloseable {
  private static final long EVERY = 100_000_000L;
  private static final int WIDTH = 30;

  private final PrintStream err;
  private final boolean shown;
  private final long began;
  private long next;
  private boolean drawn;

  ProgressBar(PrintStream err, boolean shown, long now) {
    this.err = err;
    this.shown = shown;
    began = now;
    // What is done at once needs no bar.
    next = now + 3 * EVERY;
  }

  /** A bar where standard error is a terminal, else one that is never seen. */
  static ProgressBar of(PrintStream err) {
    return new ProgressBar(err, isTerminal(), System.nanoTime());
  }

  /** Java knows of standard input and output alone whether they are terminals. */
  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return Terminal.isThere(); // not Linux
    }
  }

  @Override
  public void at(long position, long size, long packets) {
    if (shown && System.nanoTime() - next >= 0) {
      draw(position, size, packets, System.nanoTime());
    }
  }

  void draw(long position, long size, long packets, long now) {
    next = now + EVERY;
    int part = size <= 0 ? 0 : (int) Math.min(WIDTH, position * WIDTH / size);
    double seconds = Math.max(1, now - began) / 1e9;
    err.print(
        String.format(
            Locale.ROOT,
            "\r[%s%s] %3d%%  %,d packets, %,.0f/s\033[K",
            "#".repeat(part),
            " ".repeat(WIDTH - part),
            size <= 0 ? 0 : position * 100 / size,
            packets,
            packets / seconds));
    err.flush();
    drawn = true;
  }

  @Override
  public void close() {
    if (drawn) {
      err.print("\r\033[K");
      err.flush();
      drawn = false;
    }
  }
}
