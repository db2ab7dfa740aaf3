package org.netfilter4j.rules;

/** Which part of a packet a set is asked about. */
public enum Direction {
  SOURCE("src"),
  DESTINATION("dst");

  private final String word;

  Direction(String word) {
    this.word = word;
  }

  /** The word in a rule. */
  String word() {
    return word;
  }
}
