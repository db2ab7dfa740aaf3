package org.netfilter4j.command;

/**
 * A well-formed command that can't be carried out: "iptables: MESSAGE." and an exit code, without
 * the program's version.
 */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exit;

  private Failure(int exit, String line) {
    super(line, null, false, false);
    this.exit = exit;
  }

  /** Exit code 1. */
  static Failure of(String program, String message) {
    return new Failure(1, program + ": " + message + ".");
  }

  /** A whole line and an exit code. */
  static Failure line(int exit, String line) {
    return new Failure(exit, line);
  }

  int exit() {
    return exit;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
