package org.netfilter4j.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Programs that a build runs. */
final class Child {
  private Child() {}

  /**
   * Runs a program; what it prints is kept to itself unless it fails.
   *
   * @throws ImageException where its exit code is not 0
   */
  static void run(List<String> words) throws IOException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try {
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int exit = process.waitFor();
      if (exit != 0) {
        throw new ImageException(
            words.getFirst() + " ended with exit code " + exit + ": " + said.replace('\n', ' '));
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while running " + words.getFirst(), e);
    }
  }
}
