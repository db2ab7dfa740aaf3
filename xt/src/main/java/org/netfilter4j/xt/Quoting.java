package org.netfilter4j.xt;

/** The quotes of the save and restore language. */
public final class Quoting {
  private Quoting() {}

  /**
   * Appends text so that {@code iptables-restore} reads it back as one word: as it is where it has
   * only letters, digits, underscore and hyphen, else in double quotes with \, " and ' escaped.
   */
  public static void append(StringBuilder out, String text) {
    if (!text.isEmpty() && text.chars().allMatch(Quoting::isPlain)) {
      out.append(text);
      return;
    }
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' || c == '"' || c == '\'') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }

  private static boolean isPlain(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '-';
  }
}
