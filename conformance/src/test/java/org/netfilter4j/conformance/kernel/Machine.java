package org.netfilter4j.conformance.kernel;

/** Something that runs scenarios: the kernel, or our engine. */
public interface Machine {
  /**
   * Starts anew with the scenario's rules and sets and no connections, and offers the packets.
   *
   * @throws RefusedException if the rules or the sets are refused
   */
  Outcome run(Scenario scenario);

  /** The rules or the sets of a scenario can't be loaded. */
  final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
      super(message);
    }
  }
}
