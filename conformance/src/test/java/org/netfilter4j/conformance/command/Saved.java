package org.netfilter4j.conformance.command;

import java.util.Map;
import java.util.TreeMap;

/** The text of iptables-save, taken apart so that what does not matter can be left out. */
final class Saved {
  private Saved() {}

  /**
   * The tables of a saved text without comments, sorted by name; those that have nothing but
   * built-in chains that accept and never counted are left out, because the two sides may differ in
   * which untouched tables exist.
   */
  static String normal(String text) {
    Map<String, StringBuilder> tables = new TreeMap<>();
    StringBuilder table = new StringBuilder();
    boolean touched = false;
    String name = "";
    for (String line : text.lines().toList()) {
      if (line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("*")) {
        table = new StringBuilder();
        name = line;
        touched = false;
      } else if (line.startsWith(":")) {
        touched |= !line.endsWith(" ACCEPT [0:0]");
      } else if (line.equals("COMMIT")) {
        if (touched) {
          tables.put(name, table);
        }
      } else {
        touched = true;
      }
      table.append(line).append('\n');
    }
    return String.join("", tables.values());
  }
}
