package org.netfilter4j.command.ipset;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of a file or of a terminal.
 *
 * @param text without its end
 * @param ended whether a newline ended it, and not the end of the file
 */
record Line(String text, boolean ended) {
  /** A command line has fewer words, the program's name among them (MAX_ARGS). */
  static final int MAX_WORDS = 32;

  /** The next line, or null at the end. */
  static @Nullable Line read(BufferedReader reader) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = reader.read(); c >= 0; c = reader.read()) {
      if (c == '\n') {
        return new Line(text.toString(), true);
      }
      text.append((char) c);
    }
    return text.isEmpty() ? null : new Line(text.toString(), false);
  }

  /** Whether there is no command in it. */
  boolean isEmpty() {
    String words = text.stripLeading();
    return words.isEmpty() || words.startsWith("#");
  }

  /** Whether it is the COMMIT of a saved file. */
  boolean isCommit() {
    String words = text.stripLeading();
    return ended && (words.equals("COMMIT") || words.equals("COMMIT\r"));
  }

  /**
   * The words between blanks; blanks between double quotes belong to a word, which must not be
   * empty. As in the tool, a word whose quotes are open at a newline is left out.
   */
  List<String> words() {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      if (words.size() == MAX_WORDS - 2) {
        throw tooLong();
      }
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ' ' || c == '\t' || c == '\r')) {
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
    return words;
  }

  static IpsetRejected tooLong() {
    return IpsetRejected.usage("Line is too long to parse.");
  }
}
