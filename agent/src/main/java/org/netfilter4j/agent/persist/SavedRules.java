package org.netfilter4j.agent.persist;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of {@code iptables-save}, taken apart into its tables without reading the rules, so that
 * one table that is wrong is no harm to the others.
 *
 * @param tables in the order of the text
 * @param stray the numbers of the lines that belong to no table and should
 */
public record SavedRules(List<Section> tables, List<Integer> stray) {
  /**
   * A table's lines.
   *
   * @param table the name that it has there
   * @param line the number of its first line, from 1
   * @param complete whether a COMMIT ends it
   */
  public record Section(String table, int line, List<String> lines, boolean complete) {
    /** The lines, such that each has the number that it has in the whole. */
    public String text() {
      StringBuilder text = new StringBuilder("\n".repeat(line - 1));
      lines.forEach(each -> text.append(each).append('\n'));
      return text.toString();
    }

    /** How many rules there are. */
    int rules() {
      int rules = 0;
      for (String each : lines) {
        rules += isRule(each) ? 1 : 0;
      }
      return rules;
    }
  }

  /** Takes a text apart. */
  public static SavedRules of(String text) {
    List<Section> tables = new ArrayList<>();
    List<Integer> stray = new ArrayList<>();
    List<String> lines = null;
    int first = 0;
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (lines == null) {
        if (line.startsWith("*")) {
          lines = new ArrayList<>();
          first = number;
        } else if (!line.isBlank() && !line.startsWith("#")) {
          stray.add(number);
        }
      }
      if (lines != null) {
        lines.add(line);
        if (line.equals("COMMIT")) {
          tables.add(section(first, lines, true));
          lines = null;
        }
      }
    }
    if (lines != null) {
      tables.add(section(first, lines, false));
    }
    return new SavedRules(List.copyOf(tables), List.copyOf(stray));
  }

  private static Section section(int first, List<String> lines, boolean complete) {
    return new Section(lines.getFirst().substring(1).strip(), first, List.copyOf(lines), complete);
  }

  /** The table of that name; null where there is none. */
  public @Nullable Section table(String name) {
    for (Section section : tables) {
      if (section.table.equals(name)) {
        return section;
      }
    }
    return null;
  }

  /** How many rules there are. */
  int rules() {
    int rules = 0;
    for (Section section : tables) {
      rules += section.rules();
    }
    return rules;
  }

  /** Whether it leaves every packet alone: no rules, no chains of users', no policy but ACCEPT. */
  boolean isEmpty() {
    for (Section section : tables) {
      for (String line : section.lines) {
        boolean chain = line.startsWith(":") && !line.contains(" ACCEPT");
        if (chain || isRule(line)) {
          return false;
        }
      }
    }
    return true;
  }

  /** What it says, comments and counters aside, in lines. */
  List<String> essence() {
    List<String> lines = new ArrayList<>();
    for (Section section : tables) {
      for (String line : section.lines) {
        if (!line.startsWith("#") && !line.isBlank()) {
          lines.add(withoutCounters(line));
        }
      }
    }
    return lines;
  }

  private static boolean isRule(String line) {
    return line.startsWith("-A ") || line.startsWith("[");
  }

  /** {@code [1:2] -A INPUT …} and {@code :INPUT ACCEPT [1:2]} without the numbers. */
  static String withoutCounters(String line) {
    if (line.startsWith("[")) {
      int end = line.indexOf("] ");
      return end < 0 ? line : line.substring(end + 2);
    }
    if (line.startsWith(":")) {
      int start = line.lastIndexOf(" [");
      return start < 0 ? line : line.substring(0, start);
    }
    return line;
  }
}
