package org.netfilter4j.command;

/** The command is over, all is printed: exit with this code. */
final class Ended extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exit;

  Ended(int exit) {
    super(null, null, false, false);
    this.exit = exit;
  }

  int exit() {
    return exit;
  }
}
