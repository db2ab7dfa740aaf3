package org.netfilter4j.command;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One rule's words as elements: for each match or target one, in which each option is one. Options
 * that belong to no match stand in an element of their own.
 */
final class XmlRulePart {
  /** The words before the rule's own: -A and the chain. */
  private static final int LEAD = 2;

  private final StringBuilder out;
  private final List<String> words;
  private final RestoreWords.Line line;
  private final Predicate<String> isChain;

  /** The open element of a match or target. */
  private @Nullable String outer;

  /** The open element of an option. */
  private @Nullable String inner;

  private String space = "";
  private boolean inverted;

  XmlRulePart(StringBuilder out, RestoreWords.Line line, Predicate<String> isChain) {
    this.out = out;
    this.line = line;
    this.words = line.words();
    this.isChain = isChain;
  }

  static boolean isTarget(String word) {
    return word.equals("-j") || word.equals("--jump") || word.equals("-g") || word.equals("--goto");
  }

  private boolean plain(int at) {
    return !line.isQuoted(at);
  }

  private boolean plainTarget(int at) {
    return plain(at) && isTarget(words.get(at));
  }

  private static boolean isModule(String word) {
    return word.equals("-m") || word.equals("--module");
  }

  /** Everything up to the target. */
  void conditions() {
    int at = begin(LEAD);
    while (at < words.size() && !plainTarget(at)) {
      at = word(at);
    }
    endBoth();
  }

  /** The target and what follows. */
  void actions() {
    int start = LEAD;
    while (start < words.size() && !plainTarget(start)) {
      start++;
    }
    int at = begin(start);
    while (at < words.size()) {
      at = word(at);
    }
    endBoth();
  }

  /** Opens an element for options that come before any match. */
  private int begin(int start) {
    int first = start < words.size() && words.get(start).equals("!") ? start + 1 : start;
    if (first < words.size()) {
      String word = words.get(first);
      if (word.startsWith("-") && !isTarget(word) && !word.equals("-m")) {
        openOuter("match");
        out.append(">\n");
      }
    }
    return start;
  }

  /** Writes a word, with the one that belongs to it, and gives the index of the next. */
  private int word(int at) {
    String word = words.get(at);
    String next = at + 1 < words.size() ? words.get(at + 1) : null;
    if (plain(at) && word.equals("!")) {
      if (next != null && next.startsWith("-")) {
        inverted = true;
      } else {
        out.append(space).append(word);
      }
      space = " ";
      return at + 1;
    }
    if (plainTarget(at) && next != null && isChain.test(next)) {
      endBoth();
      openOuter(word.equals("-g") || word.equals("--goto") ? "goto" : "call");
      out.append(">\n");
      openInner(next);
      out.append("/>\n");
      inner = null;
      return at + 2;
    }
    if (plain(at) && (isTarget(word) || isModule(word))) {
      if (next == null) {
        return words.size();
      }
      endBoth();
      openOuter(next);
      int after = at + 2;
      if (after >= words.size()
          || (plain(after) && (isTarget(words.get(after)) || isModule(words.get(after))))) {
        out.append(" />\n");
        outer = null;
      } else {
        out.append(">\n");
      }
      return after;
    }
    if (plain(at) && word.startsWith("-")) {
      option(word, next);
    } else {
      data(word, at);
    }
    return at + 1;
  }

  private void option(String word, @Nullable String next) {
    endInner();
    int dashes = 0;
    while (dashes < word.length() && word.charAt(dashes) == '-') {
      dashes++;
    }
    space = "";
    openInner(word.substring(dashes));
    if (inverted) {
      out.append(" invert=\"1\"");
    }
    inverted = false;
    if (next == null || next.startsWith("-")) {
      out.append(" />\n");
      inner = null;
    } else {
      out.append('>');
    }
  }

  private void data(String word, int at) {
    String quote = word.indexOf(' ') >= 0 || !plain(at) ? "&quot;" : "";
    out.append(space).append(quote);
    XmlRules.encode(word, out);
    out.append(quote);
    space = " ";
  }

  private void openOuter(String tag) {
    outer = tag;
    out.append("        <").append(tag).append(' ');
  }

  private void openInner(String tag) {
    inner = tag;
    out.append("          <").append(tag).append(' ');
  }

  private void endInner() {
    if (inner != null) {
      out.append("</").append(inner).append(">\n");
    }
    inner = null;
  }

  private void endBoth() {
    endInner();
    if (outer != null) {
      out.append("        </").append(outer).append(">\n");
    }
    outer = null;
    space = "";
    inverted = false;
  }
}
