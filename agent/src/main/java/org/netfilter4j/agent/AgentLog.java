package org.netfilter4j.agent;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The agent's log: one line for each thing that happens, in logfmt ({@code key=value}) or JSON. A
 * line begins with the time (RFC 3339, UTC, milliseconds), the level and what happened in words;
 * the rest are its particulars.
 *
 * <p>Safe for several threads.
 */
public final class AgentLog {
  /** How grave it is. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR;

    /** As it is printed. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final PrintStream to;
  private final boolean json;
  private final Level least;
  private final Clock clock;

  /**
   * A log.
   *
   * @param json whether lines are JSON, else logfmt
   * @param least what is less grave is not printed
   */
  public AgentLog(PrintStream to, boolean json, Level least, Clock clock) {
    this.to = to;
    this.json = json;
    this.least = least;
    this.clock = clock;
  }

  public void debug(String message, @Nullable Object... particulars) {
    line(Level.DEBUG, message, particulars);
  }

  public void info(String message, @Nullable Object... particulars) {
    line(Level.INFO, message, particulars);
  }

  public void warn(String message, @Nullable Object... particulars) {
    line(Level.WARN, message, particulars);
  }

  public void error(String message, @Nullable Object... particulars) {
    line(Level.ERROR, message, particulars);
  }

  /**
   * Prints a line.
   *
   * @param particulars keys and values in turn
   */
  void line(Level level, String message, @Nullable Object... particulars) {
    if (level.compareTo(least) < 0) {
      return;
    }
    StringBuilder line = new StringBuilder(160);
    line.append(json ? "{" : "");
    pair(line, "time", TIME.format(Instant.now(clock)));
    pair(line, "level", level.word());
    pair(line, "msg", message);
    for (int i = 0; i + 1 < particulars.length; i += 2) {
      pair(line, String.valueOf(particulars[i]), particulars[i + 1]);
    }
    line.append(json ? "}\n" : "\n");
    // One call: lines of several threads must not run into one another.
    to.print(line);
    to.flush();
  }

  private void pair(StringBuilder line, String key, @Nullable Object value) {
    boolean first = line.length() <= 1;
    if (json) {
      line.append(first ? "" : ",");
      JsonText.quote(line, key);
      line.append(':');
      if (value instanceof Number || value instanceof Boolean) {
        line.append(value);
      } else {
        JsonText.quote(line, String.valueOf(value));
      }
      return;
    }
    line.append(first ? "" : " ").append(key).append('=');
    String text = String.valueOf(value);
    if (isPlain(text)) {
      line.append(text);
    } else {
      JsonText.quote(line, text);
    }
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
