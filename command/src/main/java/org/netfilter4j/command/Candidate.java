package org.netfilter4j.command;

/**
 * A word that can be typed next.
 *
 * @param text the whole word
 * @param about what it is, in a few words; empty where it says itself
 */
public record Candidate(String text, String about) {
  public static Candidate of(String text) {
    return new Candidate(text, "");
  }
}
