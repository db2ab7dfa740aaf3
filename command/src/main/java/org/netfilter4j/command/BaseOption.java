package org.netfilter4j.command;

/** The base options that are given at most once, with the letter that messages call them by. */
enum BaseOption {
  NUMERIC('n', false),
  SOURCE('s', true),
  DESTINATION('d', true),
  PROTOCOL('p', true),
  JUMP('j', false),
  VERBOSE('v', false),
  EXPANDED('x', false),
  IN_INTERFACE('i', true),
  OUT_INTERFACE('o', true),
  LINE_NUMBERS('0', false),
  COUNTERS('c', false),
  FRAGMENT('f', true);

  /** All of them: values() makes a copy each time. */
  private static final BaseOption[] ALL = values();

  private final char letter;
  private final boolean invertible;

  BaseOption(char letter, boolean invertible) {
    this.letter = letter;
    this.invertible = invertible;
  }

  /** The one that stands for this bit of {@link #bit}, counted from 0. */
  static BaseOption of(int number) {
    return ALL[number];
  }

  /** A bit for a set of options. */
  int bit() {
    return 1 << ordinal();
  }

  char letter() {
    return letter;
  }

  boolean invertible() {
    return invertible;
  }

  /** Whether the option may stand beside that command. */
  boolean allowedWith(CommandKind command) {
    return switch (this) {
      case NUMERIC, EXPANDED, LINE_NUMBERS -> command == CommandKind.LIST;
      case SOURCE, DESTINATION, PROTOCOL, JUMP, IN_INTERFACE, OUT_INTERFACE, FRAGMENT ->
          command.takesRule();
      case VERBOSE -> true;
      case COUNTERS ->
          command == CommandKind.INSERT
              || command == CommandKind.REPLACE
              || command == CommandKind.APPEND
              || command == CommandKind.SET_POLICY;
    };
  }
}
