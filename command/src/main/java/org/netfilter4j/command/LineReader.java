package org.netfilter4j.command;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Lines that end in a line feed and nothing else, so that a carriage return is seen as one. They
 * may be cut as the C tools' fgets(3) into 10,240 bytes cuts them: a longer line is several, and
 * what follows a NUL is lost.
 */
final class LineReader {
  /** How many bytes of UTF-8 a line of the C tools has at most. */
  private static final int MAX_BYTES = 10239;

  private final Reader in;
  private final int maxBytes;
  private final char[] buffer = new char[1 << 14];
  private int start;
  private int end;
  private boolean terminated;

  private LineReader(Reader in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** Lines of any length. */
  static LineReader whole(Reader in) {
    return new LineReader(in, Integer.MAX_VALUE);
  }

  /** Lines as the C tools read them. */
  static LineReader cut(Reader in) {
    return new LineReader(in, MAX_BYTES);
  }

  /** The next line without its end, or null. */
  @Nullable String next() throws IOException {
    StringBuilder line = null;
    terminated = false;
    int left = maxBytes;
    while (true) {
      if (start == end) {
        start = 0;
        end = Math.max(in.read(buffer), 0);
        if (end == 0) {
          return line == null ? null : cut(line.toString());
        }
      }
      if (line == null) {
        String whole = whole(left);
        if (whole != null) {
          return cut(whole);
        }
      }
      int at = start;
      while (at < end && buffer[at] != '\n' && left >= bytes(buffer[at])) {
        left -= bytes(buffer[at]);
        at++;
      }
      if (line == null) {
        line = new StringBuilder(at - start);
      }
      line.append(buffer, start, at - start);
      start = at;
      if (at < end) {
        // A line feed that there is no room for is a line of its own.
        terminated = buffer[at] == '\n' && left > 0;
        start = terminated ? at + 1 : at;
        return cut(line.toString());
      }
    }
  }

  /** The next line where it stands in the buffer as a whole and can't be too long; else null. */
  private @Nullable String whole(int room) {
    // No character stands for more than three bytes.
    int stop = Math.min(end, start + room / 3);
    for (int at = start; at < stop; at++) {
      if (buffer[at] == '\n') {
        String line = new String(buffer, start, at - start);
        terminated = true;
        start = at + 1;
        return line;
      }
    }
    return null;
  }

  private static int bytes(char c) {
    // Each half of a surrogate pair stands for two of its four bytes.
    return c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
  }

  private String cut(String line) {
    int nul = maxBytes == Integer.MAX_VALUE ? -1 : line.indexOf('\0');
    if (nul < 0) {
      return line;
    }
    terminated = false;
    return line.substring(0, nul);
  }

  /** Whether the last line had an end. */
  boolean terminated() {
    return terminated;
  }
}
