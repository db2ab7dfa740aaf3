package org.netfilter4j.command.ipset;

import org.netfilter4j.xt.set.SetRefused;

/**
 * A command that is refused: its message, and the exit code of the C tool, 2 for mistakes in the
 * words of the command line, 1 for all others.
 */
final class IpsetRejected extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exit;
  private final int line;

  private IpsetRejected(int exit, int line, String message) {
    super(message, null, false, false);
    this.exit = exit;
    this.line = line;
  }

  /** Words that are missing or unknown. */
  static IpsetRejected usage(String message) {
    return new IpsetRejected(2, 0, message);
  }

  /** A value that can't be read. */
  static IpsetRejected syntax(String message) {
    return new IpsetRejected(1, 0, "Syntax error: " + message);
  }

  static IpsetRejected other(String message) {
    return new IpsetRejected(1, 0, message);
  }

  /** What the store refused, perhaps of an earlier line. */
  static IpsetRejected by(SetRefused refused) {
    return new IpsetRejected(1, refused.line(), ErrorTexts.of(refused));
  }

  /** As it is said of a line of a file: of its own, where it has one, or of that one. */
  IpsetRejected inLine(int number) {
    int at = line > 0 ? line : number;
    return new IpsetRejected(exit, at, "Error in line " + at + ": " + text());
  }

  /** The line of a file that it is said of; 0 for none. */
  int line() {
    return line;
  }

  int exit() {
    return exit;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
