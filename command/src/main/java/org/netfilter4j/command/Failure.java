package org.netfilter4j.command;

/**
 * A well-formed command that can't be carried out: "iptables: MESSAGE." and an exit code, without
 * the program's version.
 */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exit;
  private final String reason;

  private Failure(int exit, String line, String reason) {
    super(line, null, false, false);
    this.exit = exit;
    this.reason = reason;
  }

  /** Exit code 1. */
  static Failure of(String program, String message) {
    return new Failure(1, program + ": " + message + ".", message + ".");
  }

  /** A whole line and an exit code. */
  static Failure line(int exit, String line) {
    return new Failure(exit, line, line);
  }

  /** A whole line, an exit code, and what is wrong where the line does not say it. */
  static Failure line(int exit, String line, String reason) {
    return new Failure(exit, line, reason);
  }

  /** What is wrong, without the program's name. */
  String reason() {
    return reason;
  }

  int exit() {
    return exit;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
