package org.netfilter4j.command;

/**
 * A line of a text can't be carried out. It has no stack trace: the line and what is wrong there
 * are all that a user wants to know.
 */
public abstract class LineException extends Exception {
  private static final long serialVersionUID = 1L;
  private final int line;

  protected LineException(int line, String message) {
    super(message, null, false, false);
    this.line = line;
  }

  /** The number of the line that is to blame, from 1. */
  public final int line() {
    return line;
  }

  /** What is wrong there, in one line without the line's number. */
  @Override
  public final String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
