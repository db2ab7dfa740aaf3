package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.OptionTable.Argument;
import org.netfilter4j.command.OptionTable.LongOption;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.MatchExtension;
import org.netfilter4j.xt.option.Option;

/**
 * A command line that somebody is still typing: what was said so far, and what has to follow. Words
 * that make no sense are passed over, as they may be mended.
 */
final class RuleScan {
  /** An extension that was named, with the options that it was given. */
  record Use(Extension extension, Set<String> given) {}

  /**
   * What the next word may be.
   *
   * @param option the extension's option that it is an argument of; null for a base option
   * @param word which word of the argument, from 0
   * @param mayMiss whether an option may stand there instead
   */
  record Wanted(Operand operand, @Nullable Option<?> option, int word, boolean mayMiss) {}

  private final Family family;
  private final OptionTable table;
  private final List<Use> uses = new ArrayList<>();
  private final Set<Integer> given = new HashSet<>();
  private @Nullable Wanted wanted;
  private @Nullable String protocol;
  private String tableWord = "filter";
  private boolean inverted;

  RuleScan(Family family, Mode mode, List<String> words) {
    this.family = family;
    table = new OptionTable(family == Family.IPV4 || mode == Mode.NFT);
    for (int at = 0; at < words.size(); ) {
      at = take(words, at);
    }
    use(protocol);
  }

  /** The extensions in use: those named, then the protocol's own. */
  List<Use> uses() {
    return uses;
  }

  /** Whether a base option of that letter was given. */
  boolean has(int letter) {
    return given.contains(letter);
  }

  @Nullable Wanted wanted() {
    return wanted;
  }

  String table() {
    return tableWord;
  }

  /** Whether "!" stands before the next word. */
  boolean inverted() {
    return inverted;
  }

  /** The long option of that name or abbreviation, or null. */
  @Nullable LongOption find(String name) {
    LongOption found = table.exact(name);
    return found != null ? found : table.abbreviated(name);
  }

  private int take(List<String> words, int at) {
    String word = words.get(at);
    wanted = null;
    if (word.equals("!")) {
      inverted = true;
      return at + 1;
    }
    inverted = false;
    if (word.startsWith("--") && word.length() > 2) {
      return longOption(word, words, at + 1);
    }
    if (word.startsWith("-") && word.length() > 1) {
      return letters(word, words, at + 1);
    }
    return at + 1;
  }

  private int longOption(String word, List<String> words, int next) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
    LongOption found = find(name);
    if (found == null && use(protocol)) {
      found = find(name);
    }
    if (found == null) {
      return next;
    }
    String attached = equals < 0 ? null : word.substring(equals + 1);
    Option<?> option = found.option();
    if (option == null) {
      return base(found.code(), attached, words, next);
    }
    for (Use use : uses) {
      if (use.extension().equals(found.owner())) {
        use.given().add(option.name());
      }
    }
    return argument(option, attached, words, next);
  }

  /** The words of an extension's option. */
  private int argument(Option<?> option, @Nullable String attached, List<String> words, int next) {
    int at = next;
    int count = option.takesArgument() ? option.syntax().words() : 0;
    for (int i = attached == null ? 0 : 1; i < count; i++) {
      if (at >= words.size()) {
        wanted = new Wanted(Operand.OTHER, option, i, false);
        return at;
      }
      if (i > 0 && !isOperand(words.get(at))) {
        return at;
      }
      at++;
    }
    return at;
  }

  private int letters(String word, List<String> words, int next) {
    for (int i = 1; i < word.length(); i++) {
      char letter = word.charAt(i);
      Argument takes = OptionTable.letter(letter);
      if (takes == null) {
        return next;
      }
      if (takes == Argument.NONE) {
        given.add((int) letter);
      } else {
        return base(letter, i + 1 < word.length() ? word.substring(i + 1) : null, words, next);
      }
    }
    return next;
  }

  /** A base option with its operands. */
  private int base(int letter, @Nullable String attached, List<String> words, int next) {
    given.add(letter);
    int at = next;
    List<Operand> operands = Operand.of(letter);
    for (int i = 0; i < operands.size(); i++) {
      boolean mayMiss = Operand.mayMiss(letter, i);
      if (i == 0 && attached != null) {
        said(letter, attached);
        continue;
      }
      if (at >= words.size()) {
        wanted = new Wanted(operands.get(i), null, i, mayMiss);
        return at;
      }
      if ((mayMiss || i > 0) && !isOperand(words.get(at))) {
        return at;
      }
      if (i == 0) {
        said(letter, words.get(at));
      }
      at++;
    }
    return at;
  }

  private static boolean isOperand(String word) {
    return !word.startsWith("-") && !word.equals("!");
  }

  private void said(int letter, String operand) {
    switch (letter) {
      case 't' -> tableWord = operand;
      case 'p' -> protocol = operand;
      case 'm' -> use(operand);
      case 'j' -> {
        Extension target = Extensions.target(operand, family);
        if (target != null) {
          add(target);
        }
      }
      default -> {
        // What else stands there makes no difference to what may follow.
      }
    }
  }

  /** Uses a match; false where there is none of that name, or it is the protocol's and known. */
  private boolean use(@Nullable String name) {
    if (name == null) {
      return false;
    }
    MatchExtension<?> match = Extensions.match(RuleNames.match(name), family);
    if (match == null) {
      return false;
    }
    boolean known = uses.stream().anyMatch(use -> use.extension().equals(match));
    if (known && name.equals(protocol)) {
      return false;
    }
    add(match);
    return true;
  }

  private void add(Extension extension) {
    // A later use takes the options from here on.
    uses.removeIf(use -> use.extension().equals(extension));
    uses.add(new Use(extension, new HashSet<>()));
    table.merge(extension);
  }
}
