package org.netfilter4j.command.monitor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;

/**
 * The words of a command line, as getopt_long(3) reads them; words that are no options count for
 * nothing.
 *
 * @param family whose events alone are wanted; null for all
 * @param counters whether rules have their counters
 */
record MonitorOptions(
    Wish wish, boolean changes, boolean traces, @Nullable Family family, boolean counters) {

  enum Wish {
    LISTEN,
    HELP,
    VERSION,
    MISTAKE
  }

  private static final String LETTERS = "cte46Vh";
  private static final List<String> LONG =
      List.of("counters", "trace", "event", "ipv4", "ipv6", "version", "help");

  private static final MonitorOptions NONE =
      new MonitorOptions(Wish.LISTEN, false, false, null, false);

  /** Reads words up to the first that asks for help or the version, or is a mistake. */
  static MonitorOptions parse(List<String> words) {
    MonitorOptions options = NONE;
    for (String word : words) {
      if (word.equals("--")) {
        break;
      }
      String letters = letters(word);
      for (int i = 0; i < letters.length() && options.wish == Wish.LISTEN; i++) {
        options = options.with(letters.charAt(i));
      }
      if (options.wish != Wish.LISTEN) {
        break;
      }
    }
    return options;
  }

  /** The short forms of a word's options; "?" for one that there is not. */
  private static String letters(String word) {
    if (word.length() < 2 || word.charAt(0) != '-') {
      return "";
    }
    if (!word.startsWith("--")) {
      return word.substring(1);
    }
    String name = word.substring(2);
    int found = -1;
    for (int i = 0; i < LONG.size(); i++) {
      if (LONG.get(i).equals(name)) {
        return LETTERS.substring(i, i + 1);
      }
      if (LONG.get(i).startsWith(name)) {
        if (found >= 0) {
          return "?";
        }
        found = i;
      }
    }
    return found < 0 ? "?" : LETTERS.substring(found, found + 1);
  }

  private MonitorOptions with(char letter) {
    return switch (letter) {
      case 'c' -> new MonitorOptions(wish, changes, traces, family, true);
      case 't' -> new MonitorOptions(wish, changes, true, family, counters);
      case 'e' -> new MonitorOptions(wish, true, traces, family, counters);
      case '4' -> new MonitorOptions(wish, changes, traces, Family.IPV4, counters);
      case '6' -> new MonitorOptions(wish, changes, traces, Family.IPV6, counters);
      case 'V' -> new MonitorOptions(Wish.VERSION, changes, traces, family, counters);
      case 'h' -> new MonitorOptions(Wish.HELP, changes, traces, family, counters);
      default -> new MonitorOptions(Wish.MISTAKE, changes, traces, family, counters);
    };
  }
}
