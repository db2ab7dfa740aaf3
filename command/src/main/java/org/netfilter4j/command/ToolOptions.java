package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code iptables-save}, {@code iptables-restore} and the like, as getopt_long(3)
 * reads them without the tables' merging: words that are no options come last, wherever they stand.
 */
final class ToolOptions {
  /** Whether an option has an argument. */
  enum Argument {
    NONE,
    ONE,
    /** One that may be left out; where it is not joined to the option, the next word is it. */
    NEXT
  }

  /**
   * An option.
   *
   * @param letter names the option; also its short form if {@code isShort}
   * @param name the long form; empty where there is none
   */
  record Known(char letter, boolean isShort, String name, Argument argument) {
    Known(char letter, String name, Argument argument) {
      this(letter, true, name, argument);
    }

    /** An option without an argument. */
    Known(char letter, String name) {
      this(letter, name, Argument.NONE);
    }

    /** An option without a short form. */
    static Known longOnly(char letter, String name) {
      return new Known(letter, false, name, Argument.NONE);
    }
  }

  /** An option that was given. */
  record Given(char letter, @Nullable String argument) {
    String required() {
      return java.util.Objects.requireNonNull(argument);
    }
  }

  /** The words can't be read; the message is getopt's. */
  static final class BadOption extends Exception {
    private static final long serialVersionUID = 1L;

    BadOption(String message) {
      super(message, null, false, false);
    }

    /** The message; never null. */
    String message() {
      return String.valueOf(getMessage());
    }
  }

  private final List<String> args;
  private final List<Known> known;
  private final @Nullable List<String> problems;
  private final List<Given> given = new ArrayList<>();
  private final List<String> words = new ArrayList<>();
  private int next;

  private ToolOptions(List<String> args, List<Known> known, @Nullable List<String> problems) {
    this.args = args;
    this.known = known;
    this.problems = problems;
  }

  static ToolOptions parse(List<String> args, List<Known> known) throws BadOption {
    ToolOptions options = new ToolOptions(args, known, null);
    options.read();
    return options;
  }

  /**
   * Reads what can be read and passes over the rest.
   *
   * @param problems takes getopt's messages
   */
  static ToolOptions parse(List<String> args, List<Known> known, List<String> problems) {
    ToolOptions options = new ToolOptions(args, known, problems);
    try {
      options.read();
    } catch (BadOption e) {
      throw new AssertionError("problems are collected", e);
    }
    return options;
  }

  List<Given> given() {
    return given;
  }

  /** What is no option. */
  List<String> words() {
    return words;
  }

  private void bad(String message) throws BadOption {
    if (problems == null) {
      throw new BadOption(message);
    }
    problems.add(message);
  }

  private void read() throws BadOption {
    while (next < args.size()) {
      String word = args.get(next++);
      if (word.equals("--")) {
        words.addAll(args.subList(next, args.size()));
        return;
      }
      if (word.length() < 2 || word.charAt(0) != '-') {
        words.add(word);
      } else if (word.charAt(1) == '-') {
        longOption(word.substring(2));
      } else {
        cluster(word);
      }
    }
  }

  private void longOption(String word) throws BadOption {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    Known found = find(name);
    if (found == null) {
      return;
    }
    if (equals >= 0 && found.argument() == Argument.NONE) {
      bad("option '--" + found.name() + "' doesn't allow an argument");
    } else if (equals >= 0) {
      given.add(new Given(found.letter(), word.substring(equals + 1)));
    } else {
      separate(found, "option '--" + found.name() + "' requires an argument");
    }
  }

  private @Nullable Known find(String name) throws BadOption {
    List<Known> found = new ArrayList<>();
    for (Known each : known) {
      if (each.name().equals(name)) {
        return each;
      }
      if (each.name().startsWith(name)) {
        found.add(each);
      }
    }
    if (found.size() == 1) {
      return found.getFirst();
    }
    if (found.isEmpty()) {
      bad("unrecognized option '--" + name + "'");
      return null;
    }
    StringBuilder message =
        new StringBuilder("option '--" + name + "' is ambiguous; possibilities:");
    found.forEach(each -> message.append(" '--").append(each.name()).append('\''));
    bad(message.toString());
    return null;
  }

  /** Takes an option whose argument, if any, is a word of its own. */
  private void separate(Known option, String missing) throws BadOption {
    switch (option.argument()) {
      case NONE -> given.add(new Given(option.letter(), null));
      case ONE -> {
        if (next == args.size()) {
          bad(missing);
        } else {
          given.add(new Given(option.letter(), args.get(next++)));
        }
      }
      case NEXT -> {
        boolean there =
            next < args.size()
                && !args.get(next).startsWith("-")
                && !args.get(next).startsWith("!");
        given.add(new Given(option.letter(), there ? args.get(next++) : null));
      }
    }
  }

  private void cluster(String word) throws BadOption {
    for (int i = 1; i < word.length(); i++) {
      char letter = word.charAt(i);
      Known found = null;
      for (Known each : known) {
        if (each.letter() == letter && each.isShort()) {
          found = each;
        }
      }
      if (found == null) {
        bad("invalid option -- '" + letter + "'");
      } else if (found.argument() == Argument.ONE && i + 1 < word.length()) {
        given.add(new Given(letter, word.substring(i + 1)));
        return;
      } else {
        separate(found, "option requires an argument -- '" + letter + "'");
      }
    }
  }
}
