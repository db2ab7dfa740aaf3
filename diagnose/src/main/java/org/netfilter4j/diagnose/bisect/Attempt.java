package org.netfilter4j.diagnose.bisect;

/** Tries whether the packets get through: a command, or a person. */
public interface Attempt {
  /**
   * Tries once, with the rules as they are now.
   *
   * @param number how many attempts there were, this one included
   */
  boolean getsThrough(int number);
}
