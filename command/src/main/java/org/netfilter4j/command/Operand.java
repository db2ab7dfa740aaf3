package org.netfilter4j.command;

import java.util.List;

/** What stands after a base option: the kinds of words, in order. */
enum Operand {
  CHAIN,
  USER_CHAIN,
  BUILT_IN_CHAIN,
  POLICY,
  TABLE,
  PROTOCOL,
  TARGET,
  MATCH,
  INTERFACE,
  /** A number, an address, a new name: nobody's to guess. */
  OTHER;

  /** The operands of the base option of that letter. */
  static List<Operand> of(int letter) {
    return switch (letter) {
      case 'A', 'C', 'F' -> List.of(CHAIN);
      case 'D', 'I', 'R', 'L', 'S', 'Z' -> List.of(CHAIN, OTHER);
      case 'X' -> List.of(USER_CHAIN);
      case 'E' -> List.of(USER_CHAIN, OTHER);
      case 'P' -> List.of(BUILT_IN_CHAIN, POLICY);
      case 'g' -> List.of(USER_CHAIN);
      case 'j' -> List.of(TARGET);
      case 'm' -> List.of(MATCH);
      case 'p' -> List.of(PROTOCOL);
      case 't' -> List.of(TABLE);
      case 'i', 'o' -> List.of(INTERFACE);
      case 'c' -> List.of(OTHER, OTHER);
      case 's', 'd', 'N', 'M', 'w', 'W' -> List.of(OTHER);
      default -> List.of();
    };
  }

  /** Whether the option may stand without that operand. */
  static boolean mayMiss(int letter, int operand) {
    return switch (letter) {
      case 'F', 'L', 'S', 'Z', 'X', 'w', 'W' -> true;
      case 'D', 'I' -> operand == 1;
      default -> false;
    };
  }
}
