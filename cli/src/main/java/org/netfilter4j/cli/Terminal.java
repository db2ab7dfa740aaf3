package org.netfilter4j.cli;

/** What the terminal can do. */
final class Terminal {
  private Terminal() {}

  /** Whether a person reads standard output on a terminal. */
  static boolean isThere() {
    // Since JDK 22 a console exists where only one stream is a terminal, so it is asked.
    return System.console() != null && System.console().isTerminal();
  }

  /** Whether colours are wanted and will be seen (NO_COLOR, TERM=dumb). */
  static boolean isColourful(Nf4j nf4j) {
    return nf4j.variable("NO_COLOR", "").isEmpty()
        && !nf4j.variable("TERM", "dumb").equals("dumb")
        && isThere();
  }
}
