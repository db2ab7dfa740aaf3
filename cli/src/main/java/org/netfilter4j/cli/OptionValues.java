package org.netfilter4j.cli;

import java.util.List;
import org.netfilter4j.xt.Rejected;

/** The words that stand behind options, of the program's own commands. */
final class OptionValues {
  private OptionValues() {}

  /**
   * The word behind an option.
   *
   * @param at where the option stands
   * @throws Rejected where there is none
   */
  static String text(List<String> words, int at) {
    if (at + 1 >= words.size()) {
      throw Rejected.parameter("option \"" + words.get(at) + "\" requires an argument");
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
