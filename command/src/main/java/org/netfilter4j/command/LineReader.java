package org.netfilter4j.command;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Lines that end in a line feed and nothing else, so that a carriage return is seen as one. */
final class LineReader {
  private final Reader in;
  private final char[] buffer = new char[1 << 14];
  private int start;
  private int end;
  private boolean terminated;

  LineReader(Reader in) {
    this.in = in;
  }

  /** The next line without its end, or null. */
  @Nullable String next() throws IOException {
    StringBuilder line = null;
    terminated = false;
    while (true) {
      if (start == end) {
        start = 0;
        end = Math.max(in.read(buffer), 0);
        if (end == 0) {
          return line == null ? null : line.toString();
        }
      }
      int at = start;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      if (line == null) {
        line = new StringBuilder(at - start);
      }
      line.append(buffer, start, at - start);
      if (at < end) {
        start = at + 1;
        terminated = true;
        return line.toString();
      }
      start = at;
    }
  }

  /** Whether the last line had an end. */
  boolean terminated() {
    return terminated;
  }
}
