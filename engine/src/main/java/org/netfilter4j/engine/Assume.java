package org.netfilter4j.engine;

/** What to take for granted of extensions that can't be evaluated. */
public enum Assume {
  /** Nothing: the packet's fate is {@link Fate.Unknown}. */
  NOTHING,
  /** A match holds; a target accepts. */
  YES,
  /** A match does not hold; a target drops. */
  NO
}
