package org.netfilter4j.command;

import java.util.List;

/** The commands, with the letter that messages call them by. */
enum CommandKind {
  INSERT('I'),
  DELETE('D'),
  DELETE_NUMBER('D'),
  REPLACE('R'),
  APPEND('A'),
  LIST('L'),
  FLUSH('F'),
  ZERO('Z'),
  NEW_CHAIN('N'),
  DELETE_CHAIN('X'),
  SET_POLICY('P'),
  RENAME_CHAIN('E'),
  LIST_RULES('S'),
  ZERO_NUMBER('Z'),
  CHECK('C');

  private final char letter;

  /** Of most commands there is one. */
  private final List<CommandKind> alone = List.of(this);

  CommandKind(char letter) {
    this.letter = letter;
  }

  char letter() {
    return letter;
  }

  /** This command and no other. */
  List<CommandKind> alone() {
    return alone;
  }

  /** Whether a rule is specified. */
  boolean takesRule() {
    return switch (this) {
      case INSERT, DELETE, REPLACE, APPEND, CHECK -> true;
      case DELETE_NUMBER,
          LIST,
          FLUSH,
          ZERO,
          NEW_CHAIN,
          DELETE_CHAIN,
          SET_POLICY,
          RENAME_CHAIN,
          LIST_RULES,
          ZERO_NUMBER ->
          false;
    };
  }
}
