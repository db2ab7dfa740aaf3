package org.netfilter4j.conformance;

/**
 * What a command left behind.
 *
 * @param exit the exit code, or 128 plus the number of the signal that ended it
 * @param stdout all of standard output, decoded as UTF-8
 * @param stderr all of standard error, decoded as UTF-8
 */
public record Result(int exit, String stdout, String stderr) {
  public boolean ok() {
    return exit == 0;
  }

  /** This result, if the exit code is 0. */
  public Result orThrow(Object command) {
    if (!ok()) {
      throw new IllegalStateException(
          command + ": exit " + exit + "\n" + stderr.strip() + "\n" + stdout.strip());
    }
    return this;
  }
}
