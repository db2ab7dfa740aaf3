package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code iptables-save} and {@code iptables-restore}, as getopt_long(3) reads them
 * without the tables' merging: words that are no options come last, wherever they stand.
 */
final class ToolOptions {
  /**
   * An option.
   *
   * @param letter the short form
   * @param name the long form
   * @param argument 0 for none, 1 for one, 2 for one that may be left out
   */
  record Known(char letter, String name, int argument) {}

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
  }

  private final List<Known> known;
  private final List<Given> given = new ArrayList<>();
  private final List<String> words = new ArrayList<>();

  private ToolOptions(List<Known> known) {
    this.known = known;
  }

  static ToolOptions parse(List<String> args, List<Known> known) throws BadOption {
    ToolOptions options = new ToolOptions(known);
    options.read(args);
    return options;
  }

  /** The options that are known; what can't be read is passed over, as with getopt's opterr off. */
  static List<Given> parseLeniently(List<String> args, List<Known> known) {
    ToolOptions options = new ToolOptions(known);
    for (int at = 0; at < args.size(); at++) {
      List<String> one = args.subList(at, Math.min(at + 2, args.size()));
      try {
        ToolOptions read = parse(one.subList(0, 1), known);
        options.given.addAll(read.given);
      } catch (BadOption _) {
        try {
          options.given.addAll(parse(one, known).given);
          at++;
        } catch (BadOption _) {
          // Unknown, or without its argument.
        }
      }
    }
    return options.given;
  }

  List<Given> given() {
    return given;
  }

  /** What is no option. */
  List<String> words() {
    return words;
  }

  private void read(List<String> args) throws BadOption {
    int at = 0;
    while (at < args.size()) {
      String word = args.get(at++);
      if (word.equals("--")) {
        words.addAll(args.subList(at, args.size()));
        return;
      }
      if (word.length() < 2 || word.charAt(0) != '-') {
        words.add(word);
      } else if (word.charAt(1) == '-') {
        at = longOption(word.substring(2), args, at);
      } else {
        at = cluster(word, args, at);
      }
    }
  }

  private int longOption(String word, List<String> args, int next) throws BadOption {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    Known found = null;
    for (Known each : known) {
      if (each.name().equals(name)) {
        found = each;
        break;
      }
      if (each.name().startsWith(name)) {
        if (found != null) {
          throw new BadOption("option '--" + name + "' is ambiguous");
        }
        found = each;
      }
    }
    if (found == null) {
      throw new BadOption("unrecognized option '--" + name + "'");
    }
    if (equals >= 0) {
      if (found.argument() == 0) {
        throw new BadOption("option '--" + found.name() + "' doesn't allow an argument");
      }
      given.add(new Given(found.letter(), word.substring(equals + 1)));
      return next;
    }
    if (found.argument() != 1) {
      given.add(new Given(found.letter(), null));
      return next;
    }
    if (next >= args.size()) {
      throw new BadOption("option '--" + found.name() + "' requires an argument");
    }
    given.add(new Given(found.letter(), args.get(next)));
    return next + 1;
  }

  private int cluster(String word, List<String> args, int next) throws BadOption {
    for (int i = 1; i < word.length(); i++) {
      char letter = word.charAt(i);
      Known found = null;
      for (Known each : known) {
        if (each.letter() == letter) {
          found = each;
        }
      }
      if (found == null) {
        throw new BadOption("invalid option -- '" + letter + "'");
      }
      if (found.argument() == 0) {
        given.add(new Given(letter, null));
        continue;
      }
      if (i + 1 < word.length()) {
        given.add(new Given(letter, word.substring(i + 1)));
        return next;
      }
      if (found.argument() == 2) {
        given.add(new Given(letter, null));
        return next;
      }
      if (next >= args.size()) {
        throw new BadOption("option requires an argument -- '" + letter + "'");
      }
      given.add(new Given(letter, args.get(next)));
      return next + 1;
    }
    return next;
  }
}
