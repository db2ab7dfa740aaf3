package org.netfilter4j.conformance.command;

/** The seeds of the generators; {@code NF4J_SEED} in the environment gives other cases. */
final class Seeds {
  private Seeds() {}

  static long of(String purpose) {
    return purpose.hashCode() + Long.parseLong(System.getenv().getOrDefault("NF4J_SEED", "1"));
  }
}
