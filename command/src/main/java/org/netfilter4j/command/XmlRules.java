package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;

/** Writes the elements of {@code iptables-xml}: tables, chains, and rules with their two parts. */
final class XmlRules {
  /** XT_TABLE_MAXNAMELEN: names of tables and chains are cut there. */
  private static final int MAX_NAME = 32;

  private static final int MAX_CHAINS = 10240;
  private static final Set<String> TERMINAL = Set.of("ACCEPT", "DROP", "QUEUE", "RETURN");

  /** A line that declares a chain. */
  private static final class Declared {
    final String name;
    final String policy;
    final Counters counters;

    /** Whether the chain has an element. */
    boolean written;

    Declared(String name, String policy, Counters counters) {
      this.name = name;
      this.policy = policy;
      this.counters = counters;
    }
  }

  private final StringBuilder text = new StringBuilder();

  private final List<Declared> declared = new ArrayList<>();

  /** The names of the declared chains. */
  private final Set<String> names = new HashSet<>();

  private boolean combine;
  private String chain = "";
  private boolean tableOpen;
  private boolean ruleOpen;
  private boolean actionsOpen;
  private List<String> before = List.of();

  /** What is written so far and not yet taken. */
  StringBuilder text() {
    return text;
  }

  /** From here on actions of successive rules with the same conditions go together. */
  void combine() {
    combine = true;
  }

  void comment(String line) {
    text.append("<!-- ");
    escaped(line);
    text.append(" -->\n");
  }

  /** A comment that shows a line of the input. */
  void remark(int number, String line) {
    text.append("<!-- line ").append(number).append(' ');
    escaped(line);
    text.append(" -->\n");
  }

  /** A comment's text: a star before each hyphen keeps two of them from ending it. */
  private void escaped(String comment) {
    int hyphens = 0;
    for (int i = 0; i < comment.length(); i++) {
      char c = comment.charAt(i);
      if (c == '-') {
        hyphens++;
        if (hyphens == 2) {
          hyphens = 0;
          text.append(' ');
        }
        text.append('*');
      }
      text.append(c);
    }
  }

  /** Text between quotes. */
  static void encode(String value, StringBuilder to) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> to.append("&amp;");
        case '<' -> to.append("&lt;");
        case '>' -> to.append("&gt;");
        case '"' -> to.append("&quot;");
        default -> {
          if (c >= 127) {
            to.append("&#").append((int) c).append(';');
          } else {
            to.append(c);
          }
        }
      }
    }
  }

  private void attribute(String name, String value) {
    text.append(name).append("=\"");
    encode(value, text);
    text.append("\" ");
  }

  void beginTable(String name) {
    endTable();
    tableOpen = true;
    text.append("  <table ");
    attribute("name", cut(name));
    text.append(">\n");
  }

  private static String cut(String name) {
    return name.substring(0, Math.min(name.length(), MAX_NAME));
  }

  void endTable() {
    endChain();
    for (Declared each : declared) {
      if (!each.written) {
        chain(each, "/");
      }
    }
    declared.clear();
    names.clear();
    if (tableOpen) {
      text.append("  </table>\n");
    }
    tableOpen = false;
  }

  /**
   * Takes a chain's declaration.
   *
   * @return whether there was room for it
   */
  boolean declare(String name, String policy, @Nullable String counters) {
    if (declared.size() == MAX_CHAINS) {
      return false;
    }
    declared.add(new Declared(name, policy, counters(counters)));
    names.add(name);
    return true;
  }

  private static Counters counters(@Nullable String word) {
    Counters read = word == null ? null : RestoreWords.counters(word);
    return read == null ? Counters.ZERO : read;
  }

  private void endChain() {
    if (chain.isEmpty()) {
      return;
    }
    endActions();
    endRule();
    text.append("    </chain>\n");
    chain = "";
  }

  private void endActions() {
    if (actionsOpen) {
      text.append("       </actions>\n\n");
    }
    actionsOpen = false;
  }

  private void endRule() {
    if (ruleOpen) {
      text.append("      </rule>\n\n");
    }
    ruleOpen = false;
  }

  private void chain(Declared each, String close) {
    endChain();
    text.append("    <chain ");
    attribute("name", cut(each.name));
    if (!each.policy.equals("-")) {
      attribute("policy", each.policy);
    }
    attribute("packet-count", Long.toString(each.counters.packets()));
    attribute("byte-count", Long.toString(each.counters.bytes()));
    text.append(close).append(">\n");
    chain = close.isEmpty() ? cut(each.name) : "";
  }

  /** Whether the name is that of a chain of this table. */
  private boolean isChain(String name) {
    return name.equals(chain) || names.contains(name);
  }

  /** Writes a rule of that chain. */
  void rule(String of, RestoreWords.Line line) {
    if (!of.equals(chain) && names.contains(of)) {
      for (Declared each : declared) {
        if (each.name.equals(of)) {
          chain(each, "");
          each.written = true;
        }
      }
    }
    List<String> words = line.words();
    boolean bare = words.size() < 3 || XmlRulePart.isTarget(words.get(2));
    XmlRulePart part = new XmlRulePart(text, line, this::isChain);
    if (combine && !bare && sameConditions(words)) {
      comment("Combine action from next rule");
    } else {
      endActions();
      endRule();
      text.append("      <rule ");
      if (line.packets() != null && line.bytes() != null) {
        attribute("packet-count", line.packets());
        attribute("byte-count", line.bytes());
      }
      text.append(">\n");
      ruleOpen = true;
      if (!bare) {
        text.append("       <conditions>\n");
        part.conditions();
        text.append("       </conditions>\n");
      }
    }
    if (!actionsOpen) {
      text.append("       <actions>\n");
    }
    actionsOpen = true;
    part.actions();
    before = words;
  }

  /**
   * Whether the rule has the conditions of the one before, and that one's action lets packets go
   * on. The words must be the same up to the targets, which both must have.
   */
  private boolean sameConditions(List<String> words) {
    for (int i = 0; i < words.size() && i < before.size(); i++) {
      String old = before.get(i);
      if (XmlRulePart.isTarget(old) && XmlRulePart.isTarget(words.get(i))) {
        boolean jump = old.equals("-j") || old.equals("--jump");
        return jump && !(i + 1 < before.size() && TERMINAL.contains(before.get(i + 1)));
      }
      if (!old.equals(words.get(i))) {
        return false;
      }
    }
    return false;
  }
}
