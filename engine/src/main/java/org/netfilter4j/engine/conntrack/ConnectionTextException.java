package org.netfilter4j.engine.conntrack;

/** A line that is no connection; the message is one line: where, what, and what was expected. */
public final class ConnectionTextException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;

  ConnectionTextException(int line, String message) {
    super("line " + line + ": " + message);
    this.line = line;
  }

  /** The number of the line, from 1. */
  public int line() {
    return line;
  }
}
