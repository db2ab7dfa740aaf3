package org.netfilter4j.xt.option;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.netfilter4j.xt.Rejected;

/**
 * The bytes that {@code -m string} looks for, each as one character (0 to 255), up to 128 of them.
 */
public final class BytePattern {
  /** XT_STRING_MAX_PATTERN_SIZE. */
  private static final int MAX = 128;

  private BytePattern() {}

  /** The bytes of a text as they are. */
  public static Syntax<String> text() {
    return Spelled.of(
        "string",
        text -> {
          String bytes = bytes(text);
          if (bytes.length() > MAX) {
            throw tooLong(text);
          }
          return bytes;
        },
        List.of(
            "GET",
            "GET /index.html",
            "a\"b",
            "a\\b",
            "ends\\",
            "'",
            "|41|",
            "tab\there",
            "é",
            "x",
            "",
            "x".repeat(MAX)),
        List.of("x".repeat(MAX + 1), "é".repeat(65)));
  }

  /** {@code text|hh hh|text}, with {@code \} before what is meant literally. */
  public static Syntax<String> hexadecimal() {
    return Spelled.of(
        "string",
        BytePattern::hexadecimal,
        List.of(
            "|0d 0a|",
            "GET|20|/",
            "|0D0A|text|00|",
            "| 41 42 |",
            "plain",
            "a\\|b",
            "\\\\",
            "a|41|",
            "|41",
            "||a",
            "|41||42|",
            "trailing|",
            "|"),
        List.of(
            "", "|4|", "|41 4|", "|4g|", "|g4|", "|\\41|", "\\", "|4", "x".repeat(MAX + 1), "a\\"));
  }

  private static String hexadecimal(String text) {
    String in = bytes(text);
    if (in.isEmpty()) {
      throw Rejected.parameter("STRING must contain at least one char");
    }
    StringBuilder out = new StringBuilder();
    boolean hexadecimal = false;
    int at = 0;
    while (at < in.length()) {
      if (out.length() >= MAX) {
        throw tooLong(text);
      }
      boolean literal = in.charAt(at) == '\\';
      if (literal && hexadecimal) {
        throw Rejected.parameter("Cannot include literals in hex data");
      }
      if (in.charAt(at) == '|') {
        hexadecimal = !hexadecimal;
        do {
          at++;
        } while (hexadecimal && at < in.length() && in.charAt(at) == ' ');
        if (at >= in.length()) {
          break;
        }
      }
      if (literal) {
        if (at + 1 >= in.length()) {
          throw Rejected.parameter("Bad literal placement at end of string");
        }
        out.append(in.charAt(at + 1));
        at += 2;
      } else if (hexadecimal) {
        out.append(digits(in, at));
        at += in.charAt(at + 2) == ' ' ? 3 : 2;
      } else {
        out.append(in.charAt(at));
        at++;
      }
    }
    return out.toString();
  }

  /** The byte that two digits stand for; something must follow them, the end of the block too. */
  private static char digits(String in, int at) {
    if (at + 1 >= in.length()) {
      throw Rejected.parameter("Odd number of hex digits");
    }
    if (at + 2 >= in.length()) {
      throw Rejected.parameter("Invalid hex block");
    }
    int value = 0;
    for (int i = at; i < at + 2; i++) {
      char c = in.charAt(i);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw Rejected.parameter("Invalid hex char '" + c + "'");
      }
      value = value << 4 | digit;
    }
    return (char) value;
  }

  private static Rejected tooLong(String text) {
    return Rejected.parameter("STRING too long \"" + text + "\"");
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Whether it can only be printed in hexadecimal. */
  public static boolean needsHexadecimal(String bytes) {
    return bytes.chars().anyMatch(c -> c < ' ' || c > '~') || bytes.endsWith("\\");
  }

  /** In quotes: as text with \ before " and \, or as one block of hexadecimal digits. */
  public static String quoted(String bytes) {
    StringBuilder text = new StringBuilder("\"");
    if (needsHexadecimal(bytes)) {
      text.append('|');
      bytes.chars().forEach(c -> text.append(Character.forDigit(c >> 4, 16)).append(forDigit(c)));
      return text.append("|\"").toString();
    }
    for (char c : bytes.toCharArray()) {
      text.append(c == '"' || c == '\\' ? "\\" : "").append(c);
    }
    return text.append('"').toString();
  }

  private static char forDigit(int c) {
    return Character.forDigit(c & 0xf, 16);
  }
}
