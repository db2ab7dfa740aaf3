package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.xt.Rejected;

/**
 * The words of a line of {@code iptables-restore}: parted by blanks, with double quotes in which a
 * backslash makes the next character ordinary (add_param_to_argv). A closing quote ends the word.
 */
final class RestoreWords {
  /** MAX_ARGC, with the null at the end of argv. */
  private static final int MAX_WORDS = 255;

  private static final int MAX_LENGTH = 1023;

  /**
   * A rule's line.
   *
   * @param packets the counters before the rule, as written; null where there are none
   * @param quoted for each word whether a part of it stood in quotes that were closed
   */
  record Line(
      @Nullable String packets, @Nullable String bytes, List<String> words, BitSet quoted) {}

  private RestoreWords() {}

  /**
   * Takes a line apart.
   *
   * @param number the line's number, for messages
   * @param lead how many words the C tool puts before those of the line
   * @throws Rejected where counters don't close, or a word or the line is too long
   */
  static Line parse(String line, int number, int lead) {
    if (line.isEmpty() || line.charAt(0) != '[') {
      return line(null, null, line, 0, lead);
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
    return line(packets, bytes, line, close + 1, lead);
  }

  private static Line line(
      @Nullable String packets, @Nullable String bytes, String line, int start, int lead) {
    List<String> words = new ArrayList<>();
    BitSet inQuotes = new BitSet();
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
          add(words, line.substring(i, end), lead);
          i = end;
          continue;
        }
      }
      if (quoted) {
        if (c == '\\' && i + 1 < line.length()) {
          word.append(line.charAt(++i));
        } else if (c == '"') {
          quoted = false;
          inQuotes.set(words.size());
          add(words, word, lead);
        } else if (c != '\\') {
          word.append(c);
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c != ' ' && c != '\t') {
        word.append(c);
      } else if (!word.isEmpty()) {
        add(words, word, lead);
      }
    }
    if (quoted) {
      // The C tool takes the end of the line into the word.
      word.append('\n');
    }
    if (!word.isEmpty()) {
      add(words, word, lead);
    }
    return new Line(packets, bytes, words, inQuotes);
  }

  private static boolean isPlain(char c) {
    return c != '"' && !isBlank(c);
  }

  private static void add(List<String> words, StringBuilder word, int lead) {
    add(words, word.toString(), lead);
    word.setLength(0);
  }

  private static void add(List<String> words, String word, int lead) {
    if (word.length() > MAX_LENGTH) {
      throw Rejected.parameter("Parameter too long!");
    }
    if (words.size() + lead + 1 >= MAX_WORDS) {
      throw Rejected.parameter("Parser cannot handle more arguments");
    }
    words.add(word);
  }

  /**
   * sscanf's {@code [%llu:%llu]}, of which the closing bracket may be missing; null if it fails.
   */
  static @Nullable Counters counters(String word) {
    int colon = word.indexOf(':');
    if (colon <= 1 || word.charAt(0) != '[') {
      return null;
    }
    for (int i = 1; i < colon; i++) {
      if (word.charAt(i) < '0' || word.charAt(i) > '9') {
        return null;
      }
    }
    Long packets = Numbers.leading(word.substring(1, colon));
    Long bytes = Numbers.leading(word.substring(colon + 1));
    return packets == null || bytes == null ? null : new Counters(packets, bytes);
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
