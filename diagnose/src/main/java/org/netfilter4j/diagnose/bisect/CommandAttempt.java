package org.netfilter4j.diagnose.bisect;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.netfilter4j.command.CallersLocale;
import org.netfilter4j.linux.KernelException;

/** A command of the shell, which ends with 0 where the packets get through. */
public final class CommandAttempt implements Attempt {
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  private final String command;
  private final Duration patience;
  private final int times;

  /**
   * @param command run by {@code /bin/sh -c}, without input, its output thrown away
   * @param patience after which it is ended, and counts as failed
   * @param times how often it must succeed in a row, from 1
   */
  public CommandAttempt(String command, Duration patience, int times) {
    this.command = command;
    this.patience = patience;
    this.times = times;
  }

  @Override
  public boolean getsThrough(int number) {
    for (int i = 0; i < times; i++) {
      if (!succeeds()) {
        return false;
      }
    }
    return true;
  }

  private boolean succeeds() {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", command)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    CallersLocale.restore(builder.environment());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new KernelException("the test can't be run: " + e.getMessage());
    }
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        end(process);
        return false;
      }
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw new KernelException("interrupted");
    }
    int exit = process.exitValue();
    if (exit == NOT_EXECUTABLE || exit == NOT_FOUND) {
      throw new KernelException(
          "the test can't be run: the shell ends with " + exit + " for: " + command);
    }
    return exit == 0;
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
