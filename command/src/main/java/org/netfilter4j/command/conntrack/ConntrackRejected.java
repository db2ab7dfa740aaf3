package org.netfilter4j.command.conntrack;

/** A command line that is wrong, or was refused. */
final class ConntrackRejected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A mistake in the words of the command line. */
  static final int PARAMETER = 2;

  static final int OTHER = 1;

  private final int exit;
  private final String text;

  private ConntrackRejected(int exit, String text) {
    super(text, null, false, false);
    this.exit = exit;
    this.text = text;
  }

  static ConntrackRejected parameter(String text) {
    return new ConntrackRejected(PARAMETER, text);
  }

  static ConntrackRejected other(String text) {
    return new ConntrackRejected(OTHER, text);
  }

  int exit() {
    return exit;
  }

  String text() {
    return text;
  }
}
