package org.netfilter4j.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One byte of an answer that may never come. */
final class Answer {
  private Answer() {}

  /**
   * Waits for a byte.
   *
   * @param seconds how long
   * @return the byte; -1 at the end of the stream, and where none came in time
   */
  static int within(InputStream in, int seconds) {
    CompletableFuture<Integer> read = new CompletableFuture<>();
    // A read can't be interrupted: the thread stays behind where no answer comes.
    Thread.ofPlatform()
        .daemon()
        .name("answer")
        .start(() -> {
          try {
            read.complete(in.read());
          } catch (IOException e) {
            read.complete(-1);
          }
        });
    try {
      return read.get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    } catch (ExecutionException e) {
      throw new IllegalStateException("reading an answer", e.getCause());
    }
  }
}
