package org.netfilter4j.xt.match;

/** The numbers that the code of a classic BPF instruction is made of (linux/bpf_common.h). */
final class BpfCode {
  // What it does: the lowest three bits.
  static final int LOAD = 0;
  static final int LOAD_X = 1;
  static final int STORE = 2;
  static final int STORE_X = 3;
  static final int ARITHMETIC = 4;
  static final int JUMP = 5;
  static final int RETURN = 6;
  static final int MOVE = 7;

  // How many bytes a load takes: bits 3 and 4; none for a word.
  static final int HALF = 0x08;
  static final int BYTE = 0x10;
  private static final int SIZE = 0x18;

  // Where a load takes them from: bits 5 to 7.
  static final int IMMEDIATE = 0x00;
  static final int ABSOLUTE = 0x20;
  static final int INDIRECT = 0x40;
  static final int MEMORY_WORD = 0x60;
  static final int LENGTH = 0x80;
  static final int HEADER_LENGTH = 0xa0;

  // The second operand, or what is returned.
  static final int X = 0x08;
  static final int A = 0x10;

  // Operations: bits 4 to 7.
  static final int ADD = 0x00;
  static final int SUBTRACT = 0x10;
  static final int MULTIPLY = 0x20;
  static final int DIVIDE = 0x30;
  static final int OR = 0x40;
  static final int AND = 0x50;
  static final int SHIFT_LEFT = 0x60;
  static final int SHIFT_RIGHT = 0x70;
  static final int NEGATE = 0x80;
  static final int MODULO = 0x90;
  static final int XOR = 0xa0;

  // Conditions of jumps.
  static final int EQUAL = 0x10;
  static final int GREATER = 0x20;
  static final int AT_LEAST = 0x30;
  static final int ANY_BIT = 0x40;

  private BpfCode() {}

  static int kind(int code) {
    return code & 7;
  }

  static int mode(int code) {
    return code & 0xe0;
  }

  static int operation(int code) {
    return code & 0xf0;
  }

  /** The bytes of a load. */
  static int bytes(int code) {
    return switch (code & SIZE) {
      case HALF -> 2;
      case BYTE -> 1;
      default -> 4;
    };
  }

  /** Whether the kernel has such an instruction (chk_code_allowed). */
  static boolean isKnown(int code) {
    if (code > 0xff) {
      return false;
    }
    int size = code & SIZE;
    int operation = operation(code);
    return switch (kind(code)) {
      case LOAD ->
          switch (mode(code)) {
            case ABSOLUTE, INDIRECT -> size != SIZE;
            case IMMEDIATE, MEMORY_WORD, LENGTH -> size == 0;
            default -> false;
          };
      case LOAD_X ->
          switch (mode(code)) {
            case HEADER_LENGTH -> size == BYTE;
            case IMMEDIATE, MEMORY_WORD, LENGTH -> size == 0;
            default -> false;
          };
      case STORE, STORE_X -> code == kind(code);
      case ARITHMETIC -> operation <= XOR && (operation != NEGATE || (code & X) == 0);
      case JUMP -> operation <= ANY_BIT && (operation != 0 || code == JUMP);
      case RETURN -> code == RETURN || code == (RETURN | A);
      default -> code == MOVE || code == (MOVE | 0x80);
    };
  }
}
