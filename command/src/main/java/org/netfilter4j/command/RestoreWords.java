package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.Rejected;

/**
 * The words of a line of {@code iptables-restore}: parted by blanks, with double quotes in which a
 * backslash makes the next character ordinary (add_param_to_argv). A closing quote ends the word.
 */
final class RestoreWords {
  /** MAX_ARGC: the C tool's own words count too. */
  private static final int MAX_WORDS = 255;

  private static final int MAX_LENGTH = 1023;

  /**
   * A rule's line.
   *
   * @param packets the counters before the rule, as written; null where there are none
   */
  record Line(@Nullable String packets, @Nullable String bytes, List<String> words) {}

  private RestoreWords() {}

  /**
   * Takes a line apart.
   *
   * @param number the line's number, for messages
   * @throws Rejected where counters don't close, or a word or the line is too long
   */
  static Line parse(String line, int number) {
    if (line.isEmpty() || line.charAt(0) != '[') {
      return new Line(null, null, words(line, 0));
    }
    int close = line.indexOf(']');
    int colon = line.indexOf(':');
    if (close < 0 || colon < 0 || colon > close) {
      throw Rejected.parameter("Bad line " + number + ": need ]");
    }
    String packets = line.substring(1, colon);
    String bytes = line.substring(colon + 1, close);
    if (packets.isEmpty() || bytes.isEmpty()) {
      throw Rejected.parameter("Bad line " + number + ": need ]");
    }
    return new Line(packets, bytes, words(line, close + 1));
  }

  private static List<String> words(String line, int start) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int i = start; i < line.length(); i++) {
      char c = line.charAt(i);
      if (!quoted && word.isEmpty() && isPlain(c)) {
        // Most words have no quotes in them, and need no copy by characters.
        int end = i + 1;
        while (end < line.length() && isPlain(line.charAt(end))) {
          end++;
        }
        if (end == line.length() || isBlank(line.charAt(end))) {
          add(words, line.substring(i, end));
          i = end;
          continue;
        }
      }
      if (quoted) {
        if (c == '\\' && i + 1 < line.length()) {
          word.append(line.charAt(++i));
        } else if (c == '"') {
          quoted = false;
          add(words, word);
        } else if (c != '\\') {
          word.append(c);
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c != ' ' && c != '\t') {
        word.append(c);
      } else if (!word.isEmpty()) {
        add(words, word);
      }
    }
    if (quoted) {
      // The C tool takes the end of the line into the word.
      word.append('\n');
    }
    if (!word.isEmpty()) {
      add(words, word);
    }
    return words;
  }

  private static boolean isPlain(char c) {
    return c != '"' && !isBlank(c);
  }

  private static void add(List<String> words, StringBuilder word) {
    add(words, word.toString());
    word.setLength(0);
  }

  private static void add(List<String> words, String word) {
    if (word.length() > MAX_LENGTH) {
      throw Rejected.parameter("Parameter too long!");
    }
    if (words.size() + 5 >= MAX_WORDS) {
      throw Rejected.parameter("Parser cannot handle more arguments");
    }
    words.add(word);
  }

  /**
   * The next word of a table's or chain's line, as strtok(3) finds it; null where there is none.
   */
  static @Nullable String token(String line, int from) {
    int start = from;
    while (start < line.length() && isBlank(line.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < line.length() && !isBlank(line.charAt(end))) {
      end++;
    }
    return start == end ? null : line.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
