package org.netfilter4j.command.ipset;

/**
 * A command that is refused: its message, and the exit code of the C tool, 2 for mistakes in the
 * words of the command line, 1 for all others.
 */
final class IpsetRejected extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exit;

  private IpsetRejected(int exit, String message) {
    super(message, null, false, false);
    this.exit = exit;
  }

  /** Words that are missing or unknown. */
  static IpsetRejected usage(String message) {
    return new IpsetRejected(2, message);
  }

  /** A value that can't be read. */
  static IpsetRejected syntax(String message) {
    return new IpsetRejected(1, "Syntax error: " + message);
  }

  static IpsetRejected other(String message) {
    return new IpsetRejected(1, message);
  }

  int exit() {
    return exit;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
