package org.netfilter4j.command;

import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;

/** The options that are commands, with the chain and number that follow them. */
final class CommandWords {
  private final Getopt words;
  private final Family family;
  private final ParsedCommand parsed;

  CommandWords(Getopt words, Family family, ParsedCommand parsed) {
    this.words = words;
    this.family = family;
    this.parsed = parsed;
  }

  /** Takes the command of that letter. */
  void take(char letter, boolean inverted) {
    switch (letter) {
      case 'A' -> ruleCommand(CommandKind.APPEND, inverted);
      case 'C' -> ruleCommand(CommandKind.CHECK, inverted);
      case 'D' -> {
        ruleCommand(CommandKind.DELETE, inverted);
        if (words.hasArgument()) {
          parsed.number = ruleNumber(words.take());
          parsed.commands = CommandKind.DELETE_NUMBER.alone();
        }
      }
      case 'R' -> {
        ruleCommand(CommandKind.REPLACE, inverted);
        if (!words.hasArgument()) {
          throw Rejected.parameter("-R requires a rule number");
        }
        parsed.number = ruleNumber(words.take());
      }
      case 'I' -> {
        ruleCommand(CommandKind.INSERT, inverted);
        parsed.number = words.hasArgument() ? ruleNumber(words.take()) : 1;
      }
      case 'L' -> listCommand(CommandKind.LIST, inverted);
      case 'S' -> listCommand(CommandKind.LIST_RULES, inverted);
      case 'F' -> {
        add(CommandKind.FLUSH, inverted);
        optionalChain();
      }
      case 'Z' -> {
        add(CommandKind.ZERO, inverted);
        optionalChain();
        if (words.hasArgument()) {
          parsed.number = ruleNumber(words.take());
          parsed.commands = CommandKind.ZERO_NUMBER.alone();
        }
      }
      case 'X' -> {
        add(CommandKind.DELETE_CHAIN, inverted);
        optionalChain();
      }
      case 'N' -> {
        RuleNames.requireNewChain(words.required(), family);
        ruleCommand(CommandKind.NEW_CHAIN, inverted);
      }
      case 'E' -> {
        ruleCommand(CommandKind.RENAME_CHAIN, inverted);
        if (!words.hasArgument()) {
          throw Rejected.parameter("-E requires old-chain-name and new-chain-name");
        }
        parsed.newName = words.take();
      }
      default -> {
        String chain = words.required();
        add(CommandKind.SET_POLICY, inverted);
        if (!words.hasArgument()) {
          throw Rejected.parameter("-P requires a chain and a policy");
        }
        parsed.chain = chain;
        parsed.policy = words.take();
      }
    }
  }

  private void ruleCommand(CommandKind command, boolean inverted) {
    add(command, inverted);
    parsed.chain = words.required();
  }

  private void listCommand(CommandKind command, boolean inverted) {
    add(command, inverted);
    optionalChain();
    if (words.hasArgument()) {
      parsed.number = ruleNumber(words.take());
    }
  }

  private void optionalChain() {
    if (words.argument() != null) {
      parsed.chain = words.argument();
    } else if (words.hasArgument()) {
      parsed.chain = words.take();
    }
  }

  private void add(CommandKind command, boolean inverted) {
    if (inverted) {
      throw Rejected.parameter("unexpected '!' flag");
    }
    for (CommandKind other : parsed.commands) {
      if (!together(command, other)) {
        throw Rejected.parameter("Cannot use -" + command.letter() + " with -" + other.letter());
      }
    }
    parsed.add(command);
  }

  private static boolean together(CommandKind command, CommandKind other) {
    return switch (command) {
      case LIST, LIST_RULES -> other == CommandKind.ZERO || other == CommandKind.ZERO_NUMBER;
      case ZERO -> other == CommandKind.LIST || other == CommandKind.LIST_RULES;
      case INSERT,
          DELETE,
          DELETE_NUMBER,
          REPLACE,
          APPEND,
          FLUSH,
          NEW_CHAIN,
          DELETE_CHAIN,
          SET_POLICY,
          RENAME_CHAIN,
          ZERO_NUMBER,
          CHECK ->
          false;
    };
  }

  private static int ruleNumber(String word) {
    long number = Numbers.parse(word, 1, Integer.MAX_VALUE);
    if (number < 0) {
      throw Rejected.parameter("Invalid rule number `" + word + "'");
    }
    return (int) number;
  }
}
