package org.netfilter4j.agent.files;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.RuleLanguage;
import org.netfilter4j.command.RuleLanguage.BadRuleException;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.TableName;

/** The lines of a file of {@code iptables-restore}, one after the other, with their tables. */
final class RuleLines {
  /** Takes lines. */
  interface Taker {
    /**
     * {@code :CHAIN POLICY}.
     *
     * @param policy the word after the chain
     */
    void chain(TableName table, String chain, String policy, Place place);

    /** A command: {@code -A CHAIN} and more. */
    void command(TableName table, List<String> words, Place place);

    /**
     * A comment line that begins with {@code #@}.
     *
     * @param words after that
     */
    void directive(TableName table, List<String> words, Place place);

    /** A table ends. */
    void end(Place place);
  }

  private final SourceFile file;
  private final Taker to;
  private @Nullable TableName table;

  private RuleLines(SourceFile file, Taker to) {
    this.file = file;
    this.to = to;
  }

  static void read(SourceFile file, Family family, Taker to) {
    new RuleLines(file, to).read();
  }

  private void read() {
    String text = file.text();
    int number = 0;
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      number++;
      line(text.substring(start, end).strip(), new Place(file.name(), number));
      start = end + 1;
    }
    if (table != null) {
      throw new BadFileException(
          new Place(file.name(), number), "COMMIT is missing at the end of table " + table.word());
    }
  }

  private void line(String line, Place place) {
    TableName current = table;
    if (line.isEmpty() || (line.startsWith("#") && !line.startsWith("#@"))) {
      return;
    }
    if (current == null) {
      if (!line.startsWith("*")) {
        throw new BadFileException(place, "no table has begun: a line such as *filter is missing");
      }
      String word = line.substring(1).strip();
      table = TableName.find(word);
      if (table == null) {
        throw new BadFileException(place, "there is no table " + word);
      }
    } else if (line.startsWith("#@")) {
      to.directive(current, words(line.substring(2), place), place);
    } else if (line.equals("COMMIT")) {
      to.end(place);
      table = null;
    } else if (line.startsWith(":")) {
      List<String> words = words(line.substring(1), place);
      if (words.size() < 2) {
        throw new BadFileException(place, "a chain's line is :NAME POLICY, or :NAME - [0:0]");
      }
      to.chain(current, words.get(0), words.get(1), place);
    } else {
      to.command(current, words(withoutCounters(line, place), place), place);
    }
  }

  /** Counters of a saved file are not wanted ones. */
  private static String withoutCounters(String line, Place place) {
    if (!line.startsWith("[")) {
      return line;
    }
    int close = line.indexOf(']');
    if (close < 0) {
      throw new BadFileException(place, "the counters have no closing bracket");
    }
    return line.substring(close + 1);
  }

  private static List<String> words(String text, Place place) {
    try {
      List<String> words = RuleLanguage.split(text);
      if (words.isEmpty()) {
        throw new BadFileException(place, "the line says nothing");
      }
      return words;
    } catch (BadRuleException e) {
      throw new BadFileException(place, e.getMessage());
    }
  }
}
