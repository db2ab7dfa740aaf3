package org.netfilter4j.command.ipset;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of a file or of a terminal.
 *
 * @param text without its end
 * @param ended whether a newline ended it, and not the end of the file
 */
record Line(String text, boolean ended) {
  /** A command line has fewer words, the program's name among them (MAX_ARGS). */
  static final int MAX_WORDS = 32;

  /** Whether there is no command in it. */
  boolean isEmpty() {
    int first = 0;
    while (first < text.length() && Character.isWhitespace(text.charAt(first))) {
      first++;
    }
    return first == text.length() || text.charAt(first) == '#';
  }

  /** Whether it is the COMMIT of a saved file. */
  boolean isCommit() {
    if (!ended || text.indexOf("COMMIT") < 0) {
      return false;
    }
    String words = text.stripLeading();
    return words.equals("COMMIT") || words.equals("COMMIT\r");
  }

  /**
   * The words between blanks; blanks between double quotes belong to a word, which must not be
   * empty. As in the tool, a word whose quotes are open at a newline is left out.
   */
  List<String> words() {
    List<String> words = new ArrayList<>(6);
    if (text.indexOf('"') >= 0) {
      quoted(words);
      return words;
    }
    for (int at = 0; at < text.length(); ) {
      refuseMany(words);
      if (isBlank(text.charAt(at))) {
        at++;
        continue;
      }
      int end = at;
      while (end < text.length() && !isBlank(text.charAt(end))) {
        end++;
      }
      words.add(text.substring(at, end));
      at = end;
    }
    return words;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  private static void refuseMany(List<String> words) {
    if (words.size() == MAX_WORDS - 2) {
      throw tooLong();
    }
  }

  private void quoted(List<String> words) {
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      refuseMany(words);
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && isBlank(c)) {
        if (!word.isEmpty()) {
          words.add(word.toString());
          word.setLength(0);
        }
      } else {
        word.append(c);
      }
    }
    if (quoted && !ended) {
      throw IpsetRejected.usage("Missing close quote!");
    }
    if (!quoted && !word.isEmpty()) {
      words.add(word.toString());
    }
  }

  static IpsetRejected tooLong() {
    return IpsetRejected.usage("Line is too long to parse.");
  }
}
