package org.netfilter4j.command;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that is run for its exit code, with this one's output and no input. */
final class CommandRun {
  private CommandRun() {}

  /**
   * Runs a program without arguments and ends it where it takes too long.
   *
   * @param seconds how long it may take
   * @param variables set for it
   * @return whether it ended by itself with exit code 0
   */
  static boolean succeeds(String program, int seconds, Map<String, String> variables) {
    ProcessBuilder builder = new ProcessBuilder(program);
    CallersLocale.restore(builder.environment());
    builder.environment().putAll(variables);
    builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroy();
        process.waitFor();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
