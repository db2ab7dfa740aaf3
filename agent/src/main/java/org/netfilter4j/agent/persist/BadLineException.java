package org.netfilter4j.agent.persist;

/** A line of a file that can't be carried out. */
public final class BadLineException extends Exception {
  private static final long serialVersionUID = 1L;
  private final int line;

  public BadLineException(int line, String message) {
    super(message, null, false, false);
    this.line = line;
  }

  /** The number of the line, from 1; 0 where it is no line's fault. */
  public int line() {
    return line;
  }

  /** The place and the reason as compilers tell it: {@code FILE:LINE: REASON}. */
  public String in(Object file) {
    return file + (line > 0 ? ":" + line : "") + ": " + getMessage();
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
