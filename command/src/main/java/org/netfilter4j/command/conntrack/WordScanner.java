package org.netfilter4j.command.conntrack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * getopt_long(3) as conntrack uses it: words that are no options are passed over, wherever they
 * stand, and missing arguments are told from unknown options. Long options may come to be known
 * while words are read.
 */
final class WordScanner {
  static final int END = -1;
  static final int UNKNOWN = '?';
  static final int MISSING = ':';

  /** What an option takes after it. */
  enum Takes {
    NOTHING,
    ARGUMENT,
    /** Only in the same word. */
    PERHAPS
  }

  /** A long option and the code that it is told by. */
  record LongOption(String name, Takes takes, int code) {}

  private final String program;

  /** The words, of which those that are no options move behind the options that follow them. */
  private final List<String> words;

  private final List<LongOption> options;
  private final String letters;
  private int next;

  // Words passed over, that the next option has yet to be moved before.
  private int firstPassed;
  private int lastPassed;

  private String cluster = "";
  private int inCluster;
  private @Nullable String argument;

  /**
   * @param letters as getopt's option string, without what stands before the first letter
   */
  WordScanner(String program, List<String> words, String letters, List<LongOption> options) {
    this.program = program;
    this.words = new ArrayList<>(words);
    this.letters = letters;
    this.options = new ArrayList<>(options);
  }

  /** Long options that are known from now on, after those known already. */
  void know(List<LongOption> more) {
    options.addAll(more);
  }

  /** The first long option of a code; "unknown" where there is none. */
  String longName(int code) {
    for (LongOption option : options) {
      if (option.code() == code) {
        return option.name();
      }
    }
    return "unknown";
  }

  /** optarg. */
  String argument() {
    return argument == null ? "" : argument;
  }

  boolean hasArgument() {
    return argument != null;
  }

  /** The word before the next, as the C tool names the one that it stumbled over. */
  String lastWord() {
    return next == 0 ? program : words.get(next - 1);
  }

  /** The next word, where it is no option and none stood in the option's own; else null. */
  @Nullable String takeOptional() {
    if (argument == null && inCluster >= cluster.length() && next < words.size()) {
      String word = words.get(next);
      if (word.isEmpty() || (word.charAt(0) != '-' && word.charAt(0) != '!')) {
        next++;
        return word;
      }
    }
    return null;
  }

  /** The next option's code, or one of this class's constants. */
  int next() {
    argument = null;
    if (inCluster < cluster.length()) {
      return letter();
    }
    if (lastPassed > next) {
      lastPassed = next;
    }
    if (firstPassed > next) {
      firstPassed = next;
    }
    movePassed();
    while (next < words.size() && isWord(words.get(next))) {
      next++;
    }
    lastPassed = next;
    if (next >= words.size() || words.get(next).equals("--")) {
      return END;
    }
    String word = words.get(next);
    if (word.charAt(1) == '-') {
      next++;
      return longOption(word);
    }
    cluster = word;
    inCluster = 1;
    return letter();
  }

  private static boolean isWord(String word) {
    return word.length() < 2 || word.charAt(0) != '-';
  }

  private void movePassed() {
    if (firstPassed != lastPassed && lastPassed != next) {
      List<String> passed = new ArrayList<>(words.subList(firstPassed, lastPassed));
      List<String> read = new ArrayList<>(words.subList(lastPassed, next));
      for (int i = 0; i < read.size(); i++) {
        words.set(firstPassed + i, read.get(i));
      }
      firstPassed += read.size();
      for (int i = 0; i < passed.size(); i++) {
        words.set(firstPassed + i, passed.get(i));
      }
    } else if (lastPassed != next) {
      firstPassed = next;
    }
  }

  private int longOption(String word) {
    int equals = word.indexOf('=', 2);
    LongOption found = find(equals < 0 ? word.substring(2) : word.substring(2, equals));
    if (found == null) {
      return UNKNOWN;
    }
    if (equals >= 0) {
      if (found.takes() == Takes.NOTHING) {
        return UNKNOWN;
      }
      argument = word.substring(equals + 1);
    } else if (found.takes() == Takes.ARGUMENT) {
      if (next >= words.size()) {
        return MISSING;
      }
      argument = words.get(next++);
    }
    return found.code();
  }

  /** The one of that name, or the only one that begins so; several of one meaning are one. */
  private @Nullable LongOption find(String name) {
    LongOption found = null;
    boolean several = false;
    for (LongOption option : options) {
      if (option.name().startsWith(name)) {
        if (option.name().length() == name.length()) {
          return option;
        }
        if (found == null) {
          found = option;
        } else {
          several |= found.takes() != option.takes() || found.code() != option.code();
        }
      }
    }
    return several ? null : found;
  }

  private int letter() {
    char letter = cluster.charAt(inCluster++);
    boolean last = inCluster >= cluster.length();
    if (last) {
      next++;
    }
    int at = letter == ':' ? -1 : letters.indexOf(letter);
    if (at < 0) {
      return UNKNOWN;
    }
    if (!letters.startsWith(":", at + 1)) {
      return letter;
    }
    boolean perhaps = letters.startsWith("::", at + 1);
    if (!last) {
      argument = cluster.substring(inCluster);
      inCluster = cluster.length();
      next++;
    } else if (!perhaps) {
      if (next >= words.size()) {
        return MISSING;
      }
      argument = words.get(next++);
    }
    return letter;
  }
}
