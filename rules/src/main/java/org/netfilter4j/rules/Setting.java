package org.netfilter4j.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * An option of a match or target, with its argument: {@code option("every", 3)} is {@code --every
 * 3}.
 *
 * @param name as in the extension's table of options, whole and without hyphens
 * @param words of its argument; none for an option that takes none, two for one as {@code
 *     --match-set}
 * @param inverted whether "!" stands before it
 */
public record Setting(String name, List<String> words, boolean inverted) {
  public Setting {
    words = List.copyOf(words);
  }

  /**
   * An option with its argument.
   *
   * @param argument its words, as their texts; none for an option that takes none
   */
  public static Setting option(String name, Object... argument) {
    List<String> words = new ArrayList<>(argument.length);
    for (Object word : argument) {
      words.add(word.toString());
    }
    return new Setting(name, words, false);
  }

  /** The same with "!" before it. */
  public Setting not() {
    return new Setting(name, words, true);
  }
}
