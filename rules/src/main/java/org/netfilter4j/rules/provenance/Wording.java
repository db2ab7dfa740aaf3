package org.netfilter4j.rules.provenance;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of words: {@code *} stands for anything, {@code {name}} for a piece without blanks that
 * is then a detail of that name. The same name a second time stands for the same piece.
 */
final class Wording {
  private static final Pattern PIECE = Pattern.compile("\\*|\\{([a-zA-Z]+)}");

  private static final String RULE = "-A ";

  /** What a text of this wording begins with: most are told apart by that. */
  private final String beginning;

  private final boolean ofRules;
  private final Pattern pattern;
  private final List<Detail.Kind> kinds = new ArrayList<>();

  Wording(String text) {
    ofRules = text.startsWith(RULE);
    StringBuilder regex = new StringBuilder();
    Matcher piece = PIECE.matcher(text);
    int at = 0;
    while (piece.find()) {
      regex.append(Pattern.quote(text.substring(at, piece.start())));
      at = piece.end();
      String name = piece.group(1);
      if (name == null) {
        regex.append(".*");
      } else {
        Detail.Kind kind = Detail.Kind.of(name);
        int before = kinds.indexOf(kind);
        if (before < 0) {
          kinds.add(kind);
          regex.append("([^\\s\"]+?)");
        } else {
          regex.append("\\").append(before + 1).append("(?:)");
        }
      }
    }
    Matcher first = PIECE.matcher(text);
    beginning = first.find() ? text.substring(0, first.start()) : text;
    pattern = Pattern.compile(regex + Pattern.quote(text.substring(at)));
  }

  /** Whether it is the wording of a rule as {@code -S} prints it, else of a comment or name. */
  boolean isOfRules() {
    return ofRules;
  }

  /** The details in a text of this wording; null where it is of another. */
  @Nullable List<Detail> read(String text) {
    if (!text.startsWith(beginning)) {
      return null;
    }
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    List<Detail> details = new ArrayList<>(kinds.size());
    for (int i = 0; i < kinds.size(); i++) {
      details.add(new Detail(kinds.get(i), matcher.group(i + 1)));
    }
    return details;
  }
}
