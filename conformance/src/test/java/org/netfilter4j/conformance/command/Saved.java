package org.netfilter4j.conformance.command;

import java.util.Map;
import java.util.TreeMap;
import org.netfilter4j.model.Mode;

/** The text of iptables-save, taken apart so that what does not matter can be left out. */
final class Saved {
  private Saved() {}

  /**
   * The tables of a saved text without comments; in legacy mode sorted by name, and those left out
   * that have nothing but built-in chains that accept and never counted: the kernel does not take a
   * table away, so those of an earlier case are still there.
   */
  static String normal(String text, Mode mode) {
    return mode == Mode.NFT ? exact(text) : touched(text);
  }

  /** All tables of a saved text in their order, without comments. */
  static String exact(String text) {
    StringBuilder kept = new StringBuilder();
    text.lines().filter(line -> !line.startsWith("#")).forEach(l -> kept.append(l).append('\n'));
    return kept.toString();
  }

  private static String touched(String text) {
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
