package org.netfilter4j.conformance.kernel;

/** Something that runs scenarios: the kernel, or our engine. */
public interface Machine {
  /**
   * Starts anew with the scenario's rules and sets and no connections, and offers the packets.
   *
   * @throws IllegalArgumentException if the rules or the sets are refused
   */
  Outcome run(Scenario scenario);
}
