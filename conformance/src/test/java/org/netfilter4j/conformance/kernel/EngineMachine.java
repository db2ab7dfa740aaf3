package org.netfilter4j.conformance.kernel;

/** Ours. */
final class EngineMachine implements Machine {
  @Override
  public Outcome run(Scenario scenario) {
    throw new RefusedException("the engine is not there yet");
  }
}
