package org.netfilter4j.command;

/** The mistake is printed already; the hint to try {@code -h} follows, and exit code 2. */
final class TryHelp extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TryHelp() {
    super(null, null, false, false);
  }
}
