package org.netfilter4j.command.ipset;

import java.util.Locale;
import org.netfilter4j.xt.set.SetKeyword;

/** Texts of JSON. */
final class Json {
  private Json() {}

  /** A string with its quotes. */
  static String string(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  /** A word and its value: a flag is true, a decimal number is one, all else a string. */
  static void member(SetKeyword keyword, String value, StringBuilder into) {
    into.append('"').append(keyword.word()).append("\" : ");
    switch (keyword) {
      case COUNTERS, SKBINFO, FORCEADD, NOMATCH, WILDCARD -> into.append("true");
      case HASHSIZE, MAXELEM, NETMASK, SIZE, TIMEOUT, BUCKETSIZE, PACKETS, BYTES, SKBQUEUE ->
          into.append(value);
      case COMMENT ->
          into.append(value.isEmpty() ? "true" : string(value.substring(1, value.length() - 1)));
      case FAMILY, BITMASK, MARKMASK, RANGE, INITVAL, SKBMARK, SKBPRIO, BEFORE, AFTER ->
          into.append(string(value));
    }
  }
}
