package org.netfilter4j.cli;

import java.util.List;
import org.netfilter4j.xt.Rejected;

/** The words that stand behind options, of the program's own commands. */
final class OptionValues {
  private OptionValues() {}

  /** Takes the option at a place, and what belongs to it. */
  interface Taker {
    /** How many words were taken; 0 where it is not the option of this one. */
    int take(List<String> words, int at);
  }

  /**
   * Gives each option to the first that takes it.
   *
   * @param command whose help is named where none does
   */
  static void take(List<String> words, String command, Taker... takers) {
    for (int at = 0; at < words.size(); ) {
      int taken = 0;
      for (int i = 0; i < takers.length && taken == 0; i++) {
        taken = takers[i].take(words, at);
      }
      if (taken == 0) {
        throw Rejected.parameter(
            "unknown option \"" + words.get(at) + "\"; \"nf4j " + command + " --help\" lists them");
      }
      at += taken;
    }
  }

  /** The option of a word such as {@code --mode=nft}. */
  static String option(String word) {
    int equals = equals(word);
    return equals < 0 ? word : word.substring(0, equals);
  }

  /** Whether a word has its option's value with it, as {@code --mode=nft}. */
  static boolean hasValue(String word) {
    return equals(word) >= 0;
  }

  private static int equals(String word) {
    return word.startsWith("--") ? word.indexOf('=') : -1;
  }

  /**
   * The word behind an option, or what follows the equals sign in it.
   *
   * @param at where the option stands
   * @throws Rejected where there is none
   */
  static String value(List<String> words, int at) {
    String word = words.get(at);
    return hasValue(word) ? word.substring(equals(word) + 1) : text(words, at);
  }

  /**
   * The word behind an option.
   *
   * @param at where the option stands
   * @throws Rejected where there is none
   */
  static String text(List<String> words, int at) {
    if (at + 1 >= words.size()) {
      throw Rejected.noArgument(words.get(at));
    }
    return words.get(at + 1);
  }

  /**
   * The number behind an option.
   *
   * @param at where the option stands
   * @throws Rejected where there is none from 1 up
   */
  static int number(List<String> words, int at) {
    return number(words, at, Integer.MAX_VALUE);
  }

  /**
   * The number behind an option.
   *
   * @param at where the option stands
   * @param most the largest that it can be
   * @throws Rejected where there is none from 1 to that
   */
  static int number(List<String> words, int at, int most) {
    String text = text(words, at);
    try {
      int number = Integer.parseInt(text);
      if (number > 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number that is out of bounds is.
    }
    String bound = most == Integer.MAX_VALUE ? "" : " to " + most;
    throw Rejected.parameter(words.get(at) + ": \"" + text + "\" is not a number from 1" + bound);
  }
}
