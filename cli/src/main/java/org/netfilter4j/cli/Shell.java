package org.netfilter4j.cli;

/** Words as a shell reads them back. */
final class Shell {
  private Shell() {}

  /** The word, in quotes where a shell would take it for something else. */
  static String word(String text) {
    if (!text.isEmpty() && text.chars().allMatch(Shell::isPlain)) {
      return text;
    }
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static boolean isPlain(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || "/._-+:=,@%".indexOf(c) >= 0;
  }
}
