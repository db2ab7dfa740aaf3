package org.netfilter4j.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * getopt_long(3) as iptables uses it: words that are no options are handed out in their place (the
 * "-" at the start of its option string), missing arguments are told from unknown options (":").
 */
final class Getopt {
  /** No more options; what is left follows "--". */
  static final int END = -1;

  /** A word that is no option; it stands in {@link #argument}. */
  static final int WORD = 1;

  static final int UNKNOWN = '?';
  static final int MISSING = ':';

  /** An extension's option; it stands in {@link #option}. */
  static final int EXTENSION = 0;

  private final String program;
  private final List<String> words;
  private int next;
  private String cluster = "";
  private int inCluster;
  private @Nullable String argument;
  private OptionTable.@Nullable LongOption option;

  Getopt(String program, List<String> words) {
    this.program = program;
    this.words = words;
  }

  /** optarg. */
  @Nullable String argument() {
    return argument;
  }

  /** optarg of an option that requires one. */
  String required() {
    return java.util.Objects.requireNonNull(argument);
  }

  OptionTable.LongOption option() {
    return java.util.Objects.requireNonNull(option);
  }

  /** argv[optind - 1]: the word that was read last. */
  String lastWord() {
    return next == 0 ? program : words.get(next - 1);
  }

  /** The index of the word that was read last. */
  int position() {
    return next - 1;
  }

  /** Whether words are left. */
  boolean hasMore() {
    return next < words.size();
  }

  /** Whether the next word is an argument: neither an option nor "!". */
  boolean hasArgument() {
    if (next >= words.size()) {
      return false;
    }
    String word = words.get(next);
    return word.isEmpty() || (word.charAt(0) != '-' && word.charAt(0) != '!');
  }

  /** Takes the next word. */
  String take() {
    return words.get(next++);
  }

  /** Steps back, so that the last word is read again. */
  void again() {
    next--;
  }

  /** The next option's letter, or one of this class's constants. */
  int next(OptionTable table) {
    argument = null;
    option = null;
    if (inCluster >= cluster.length()) {
      if (next >= words.size()) {
        return END;
      }
      String word = words.get(next);
      int length = word.length();
      if (length < 2 || word.charAt(0) != '-') {
        next++;
        argument = word;
        return WORD;
      }
      if (word.charAt(1) == '-') {
        if (length == 2) {
          next++;
          return END;
        }
        return longOption(table, word);
      }
      cluster = word;
      inCluster = 1;
    }
    return shortOption();
  }

  private int longOption(OptionTable table, String word) {
    next++;
    OptionTable.LongOption found = table.word(word);
    int equals = -1;
    if (found == null) {
      equals = word.indexOf('=', 2);
      String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
      found = equals < 0 ? null : table.exact(name);
      if (found == null) {
        found = table.abbreviated(name);
      }
    }
    if (found == null) {
      return UNKNOWN;
    }
    if (equals >= 0) {
      if (found.argument() == OptionTable.Argument.NONE) {
        return UNKNOWN;
      }
      argument = word.substring(equals + 1);
    } else if (found.argument() == OptionTable.Argument.REQUIRED) {
      if (next >= words.size()) {
        return MISSING;
      }
      argument = words.get(next++);
    }
    option = found;
    return found.code();
  }

  private int shortOption() {
    char letter = cluster.charAt(inCluster++);
    boolean last = inCluster >= cluster.length();
    OptionTable.Argument takes = OptionTable.letter(letter);
    if (last) {
      next++;
    }
    if (takes == null) {
      return UNKNOWN;
    }
    if (takes == OptionTable.Argument.NONE) {
      return letter;
    }
    if (!last) {
      argument = cluster.substring(inCluster);
      inCluster = cluster.length();
      next++;
    } else if (takes == OptionTable.Argument.REQUIRED) {
      if (next >= words.size()) {
        return MISSING;
      }
      argument = words.get(next++);
    }
    return letter;
  }
}
