package org.netfilter4j.command.ipset;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** The lines of a file or of a terminal, each as soon as it is there. */
final class Lines {
  private final Reader from;
  private final char[] buffer = new char[1 << 14];
  private final StringBuilder begun = new StringBuilder();
  private int at;
  private int end;

  Lines(Reader from) {
    this.from = from;
  }

  /** The next line, or null at the end. */
  @Nullable Line next() throws IOException {
    begun.setLength(0);
    while (true) {
      for (int i = at; i < end; i++) {
        if (buffer[i] == '\n') {
          String text =
              begun.isEmpty()
                  ? new String(buffer, at, i - at)
                  : begun.append(buffer, at, i - at).toString();
          at = i + 1;
          return new Line(text, true);
        }
      }
      begun.append(buffer, at, end - at);
      at = 0;
      end = Math.max(from.read(buffer), 0);
      if (end == 0) {
        return begun.isEmpty() ? null : new Line(begun.toString(), false);
      }
    }
  }
}
