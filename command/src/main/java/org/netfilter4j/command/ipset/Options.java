package org.netfilter4j.command.ipset;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options of command lines; those of one line hold for the lines after it too. */
final class Options {
  boolean exist;
  boolean quiet;
  @Nullable String file;
  private boolean sorted;
  private boolean resolve;
  private boolean nameOnly;
  private boolean headerOnly;
  private Printer.@Nullable Mode mode;

  /**
   * What is listed, and how. The form of the first list is that of those after it, even one that
   * was not asked for; -n and -t mean nothing to the form of {@code save}.
   */
  Printer.Options form(boolean save) {
    Printer.Mode form = mode != null ? mode : save ? Printer.Mode.SAVE : Printer.Mode.PLAIN;
    mode = form;
    boolean elements = !headerOnly || save || form == Printer.Mode.SAVE;
    return new Printer.Options(form, sorted, resolve, nameOnly, elements, !headerOnly, false);
  }

  /** Takes the options out of a line, wherever they stand, and keeps the rest. */
  List<String> take(List<String> line) {
    if (!hasHyphen(line)) {
      return line;
    }
    List<String> rest = new ArrayList<>(line);
    for (Option option : Option.values()) {
      for (int i = 0; i < rest.size(); ) {
        String word = rest.get(i);
        String plain = word.startsWith("--") ? word.substring(1) : word;
        if (!plain.equals(option.letter) && !plain.equals(option.word)) {
          i++;
          continue;
        }
        rest.remove(i);
        if (!option.takesArgument) {
          set(option);
        } else if (i < rest.size()) {
          set(option, rest.remove(i));
        } else {
          throw IpsetRejected.usage("Missing mandatory argument to option " + option.letter);
        }
      }
    }
    return rest;
  }

  private static boolean hasHyphen(List<String> line) {
    for (int i = 0; i < line.size(); i++) {
      if (line.get(i).startsWith("-")) {
        return true;
      }
    }
    return false;
  }

  /** The options, by their two spellings. */
  enum Option {
    OUTPUT("-o", "-output", true),
    SORTED("-s", "-sorted", false),
    QUIET("-q", "-quiet", false),
    RESOLVE("-r", "-resolve", false),
    EXIST("-!", "-exist", false),
    NAME("-n", "-name", false),
    TERSE("-t", "-terse", false),
    FILE("-f", "-file", true);

    private final String letter;
    private final String word;
    private final boolean takesArgument;

    Option(String letter, String word, boolean takesArgument) {
      this.letter = letter;
      this.word = word;
      this.takesArgument = takesArgument;
    }

    String word() {
      return word;
    }

    boolean takesArgument() {
      return takesArgument;
    }

    /** The option that a word is, or null. */
    static @Nullable Option of(String word) {
      String plain = word.startsWith("--") ? word.substring(1) : word;
      for (Option option : values()) {
        if (plain.equals(option.letter) || plain.equals(option.word)) {
          return option;
        }
      }
      return null;
    }
  }

  private void set(Option option) {
    switch (option) {
      case SORTED -> sorted = true;
      case QUIET -> quiet = true;
      case RESOLVE -> resolve = true;
      case EXIST -> exist = true;
      case NAME -> nameOnly = true;
      case TERSE -> headerOnly = true;
      case OUTPUT, FILE -> throw new IllegalStateException(option + " has an argument");
    }
  }

  private void set(Option option, String argument) {
    if (option == Option.FILE) {
      if (file != null) {
        throw IpsetRejected.usage("-file option can be used once only");
      }
      file = argument;
      return;
    }
    mode =
        switch (argument) {
          case "plain" -> Printer.Mode.PLAIN;
          case "save" -> Printer.Mode.SAVE;
          case "xml" -> Printer.Mode.XML;
          case "json" -> Printer.Mode.JSON;
          default -> throw IpsetRejected.syntax("unknown output mode '" + argument + "'");
        };
  }
}
