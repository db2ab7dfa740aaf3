package org.netfilter4j.command;

import org.jspecify.annotations.Nullable;

/**
 * Words that were seen before: the lines of a file have most of theirs in common. A word that is
 * seen again is the same object, so that it is made once, kept once, and hashed once. One that has
 * a place in common with another drives that out.
 *
 * <p>Not safe for several threads.
 */
final class SeenWords {
  private static final int PLACES = 512;

  private final @Nullable String[] words = new String[PLACES];

  /**
   * The part of a line as a word.
   *
   * @param hash as {@link String#hashCode} has it
   */
  String word(String line, int from, int to, int hash) {
    int place = (hash ^ hash >>> 9) & (PLACES - 1);
    String known = words[place];
    if (known != null && known.length() == to - from && line.startsWith(known, from)) {
      return known;
    }
    String word = line.substring(from, to);
    words[place] = word;
    return word;
  }
}
