package org.netfilter4j.agent.template;

import java.util.ArrayList;
import java.util.List;

/**
 * The text of a file with references: {@code ${env:NAME}}, {@code ${hostname}}, {@code
 * ${address:eth0}} and the other {@link Reference.Kind}s. A reference may say what stands for it
 * where there is nothing: {@code ${env:NAME:-otherwise}}. A dollar before such a one makes it text
 * as it stands; a {@code $} before anything else is a character as any other.
 */
public final class Template {
  private static final String OPEN = "${";

  private Template() {}

  /**
   * What is wrong in a line.
   *
   * @param line from 1
   */
  public record Problem(int line, String message) {}

  /**
   * A text without references.
   *
   * @param text as many lines as the template has; those with problems as they were
   */
  public record Expansion(String text, List<Problem> problems) {
    public Expansion {
      problems = List.copyOf(problems);
    }
  }

  /** Whether a text has anything to expand; most have not. */
  public static boolean hasReferences(String text) {
    return text.contains(OPEN);
  }

  /** Puts in what references stand for. All problems are told, not the first alone. */
  public static Expansion expand(String text, Facts facts) {
    if (!hasReferences(text)) {
      return new Expansion(text, List.of());
    }
    StringBuilder out = new StringBuilder(text.length() + 64);
    List<Problem> problems = new ArrayList<>();
    int number = 1;
    for (int start = 0; start < text.length(); number++) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end + 1;
      String line = text.substring(start, end);
      if (isComment(line) || !hasReferences(line)) {
        out.append(line);
      } else {
        int before = out.length();
        try {
          expandLine(line, facts, out);
        } catch (TemplateException e) {
          problems.add(new Problem(number, e.getMessage()));
          out.setLength(before);
          out.append(line);
        }
      }
      start = end;
    }
    return new Expansion(out.toString(), problems);
  }

  /** A line with {@code #@} says where rules are placed: it is more than a comment. */
  private static boolean isComment(String line) {
    String text = line.stripLeading();
    return text.startsWith("#") && !text.startsWith("#@");
  }

  private static void expandLine(String line, Facts facts, StringBuilder out) {
    int at = 0;
    for (int open = line.indexOf(OPEN); open >= 0; open = line.indexOf(OPEN, at)) {
      if (open > at && line.charAt(open - 1) == '$') {
        out.append(line, at, open - 1).append(OPEN);
        at = open + OPEN.length();
        continue;
      }
      int close = line.indexOf('}', open);
      if (close < 0) {
        throw new TemplateException("\"" + line.substring(open).strip() + "\" has no closing }");
      }
      out.append(line, at, open);
      out.append(Reference.parse(line.substring(open + OPEN.length(), close)).value(facts));
      at = close + 1;
    }
    out.append(line, at, line.length());
  }
}
