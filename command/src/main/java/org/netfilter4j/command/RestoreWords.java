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
   * @param quoted the words of which a part stood in quotes that were closed; null for none
   */
  record Line(
      @Nullable String packets,
      @Nullable String bytes,
      List<String> words,
      @Nullable BitSet quoted) {
    /** Whether a part of that word stood in quotes that were closed. */
    boolean isQuoted(int word) {
      return quoted != null && quoted.get(word);
    }
  }

  private RestoreWords() {}

  /**
   * Takes a line apart.
   *
   * @param number the line's number, for messages
   * @param lead how many words the C tool puts before those of the line
   * @throws Rejected where counters don't close, or a word or the line is too long
   */
  static Line parse(String line, int number, int lead) {
    return parse(line, number, lead, new SeenWords());
  }

  /**
   * As {@link #parse(String, int, int)}, of a file.
   *
   * @param seen the words of the lines before
   */
  static Line parse(String line, int number, int lead, SeenWords seen) {
    if (line.isEmpty() || line.charAt(0) != '[') {
      return line(null, null, line, 0, lead, seen);
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
    return line(packets, bytes, line, close + 1, lead, seen);
  }

  private static Line line(
      @Nullable String packets,
      @Nullable String bytes,
      String line,
      int start,
      int lead,
      SeenWords seen) {
    List<String> words = new ArrayList<>(24);
    int from = plainWords(line, start, lead, seen, words);
    if (from == line.length()) {
      return new Line(packets, bytes, words, null);
    }
    BitSet inQuotes = new BitSet();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int i = from; i < line.length(); i++) {
      char c = line.charAt(i);
      if (!quoted && word.isEmpty() && isBlank(c)) {
        i = plainWords(line, i, lead, seen, words) - 1;
        continue;
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

  /**
   * Takes words as long as they have no quotes in them, as most, which need no copy by characters.
   *
   * @return where a word begins that has, or the line's end
   */
  private static int plainWords(
      String line, int start, int lead, SeenWords seen, List<String> words) {
    int length = line.length();
    int at = start;
    while (at < length) {
      int from = at;
      int hash = 0;
      for (; at < length; at++) {
        char c = line.charAt(at);
        if (c == '"') {
          return from;
        }
        if (isBlank(c)) {
          break;
        }
        hash = 31 * hash + c;
      }
      if (at > from) {
        add(words, seen.word(line, from, at, hash), lead);
      }
      at++;
    }
    return length;
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
