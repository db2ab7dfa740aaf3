package org.netfilter4j.agent.persist;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.SetDirectory;

/** The text of {@code ipset save}: which sets it makes, without reading their elements. */
public final class SavedSets implements SetDirectory {
  /** What a line does. */
  private static final String CREATE = "create ";

  private static final String ADD = "add ";

  /** The line that makes each set. */
  private final Map<String, String> made = new HashMap<>();

  private final List<String> names = new ArrayList<>();
  private int elements;
  private boolean plain = true;

  private SavedSets() {}

  /** Looks at a text. */
  public static SavedSets of(String text) {
    SavedSets sets = new SavedSets();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      sets.line(text, start, end);
      start = end + 1;
    }
    return sets;
  }

  private void line(String text, int start, int end) {
    if (text.startsWith(ADD, start)) {
      elements++;
    } else if (text.startsWith(CREATE, start)) {
      String line = text.substring(start, end);
      String name = name(line, CREATE.length());
      if (made.put(name, line) == null) {
        names.add(name);
      }
    } else if (end > start && text.charAt(start) != '#') {
      plain = false;
    }
  }

  /** The name that a line has at a place. */
  static String name(String line, int at) {
    int end = line.indexOf(' ', at);
    return line.substring(at, end < 0 ? line.length() : end);
  }

  /** The names of the sets, in the order of the text. */
  public List<String> names() {
    return names;
  }

  /** A text of sets without the sets of those names. */
  static String without(Set<String> names, String text) {
    StringBuilder kept = new StringBuilder(text.length());
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start) + 1;
      end = end == 0 ? text.length() : end;
      if (!names.contains(nameOf(text.substring(start, end).stripTrailing()))) {
        kept.append(text, start, end);
      }
      start = end;
    }
    return kept.toString();
  }

  /** The set that a line is about; empty where it is about none. */
  private static String nameOf(String line) {
    return line.startsWith(ADD)
        ? name(line, ADD.length())
        : line.startsWith(CREATE) ? name(line, CREATE.length()) : "";
  }

  /** The sets that each list of sets of a text has. */
  static Map<String, Set<String>> lists(String text) {
    Map<String, Set<String>> lists = new HashMap<>();
    for (String line : text.lines().toList()) {
      String name = nameOf(line);
      if (line.startsWith(CREATE + name + " list:set")) {
        lists.put(name, new HashSet<>());
      } else if (line.startsWith(ADD)) {
        Set<String> members = lists.get(name);
        if (members != null) {
          members.add(name(line, ADD.length() + name.length() + 1));
        }
      }
    }
    return lists;
  }

  /** How many elements its sets get. */
  public int elements() {
    return elements;
  }

  /** Whether there is nothing in it but sets that are made and filled. */
  public boolean isPlain() {
    return plain;
  }

  boolean isEmpty() {
    return names.isEmpty() && plain;
  }

  @Override
  public boolean has(String set) {
    return made.containsKey(set);
  }

  @Override
  public boolean fits(String set, Family family) {
    String line = made.getOrDefault(set, "");
    int at = line.indexOf(" family ");
    return at < 0
        || name(line, at + " family ".length()).equals(family == Family.IPV4 ? "inet" : "inet6");
  }

  /**
   * What a text of sets says, in lines that can be compared: in no order, for the kernel keeps
   * elements by hashes whose seeds it draws; without those seeds, counters and the time that is
   * left.
   */
  static List<String> essence(String text) {
    List<String> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        lines.add(essenceOf(line));
      }
    }
    lines.sort(null);
    return lines;
  }

  private static String essenceOf(String line) {
    boolean create = line.startsWith(CREATE);
    if (!line.contains(create ? " initval " : " packets ")
        && (create || !line.contains(" timeout "))) {
      return line;
    }
    StringBuilder kept = new StringBuilder();
    String[] words = line.split(" ", -1);
    boolean quoted = false;
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      boolean varies =
          !quoted
              && (create
                  ? word.equals("initval")
                  : word.equals("packets") || word.equals("bytes") || word.equals("timeout"));
      if (varies && i > 2 && i + 1 < words.length) {
        i++;
        continue;
      }
      long quotes = word.chars().filter(c -> c == '"').count();
      quoted ^= quotes % 2 == 1;
      kept.append(kept.isEmpty() ? "" : " ").append(word);
    }
    return kept.toString();
  }
}
