package org.netfilter4j.conformance.command;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.netfilter4j.conformance.Command;

/**
 * How often ours say the same as the C tools to the letter. Other words are no difference: what a
 * message means is compared by exit code.
 */
final class Messages {
  private static final int KEPT = 40;

  private long same;
  private long differing;
  private final Set<String> others = new LinkedHashSet<>();

  /** Takes note of whether two messages about a line are the same. */
  void compare(List<String> line, String judged, String our) {
    if (judged.isEmpty() && our.isEmpty()) {
      return;
    }
    if (plain(judged).equals(plain(our))) {
      same++;
      return;
    }
    differing++;
    if (others.size() < KEPT) {
      others.add(Command.of(line) + "\n  judge: " + judged.strip() + "\n  ours:  " + our.strip());
    }
  }

  /** A message without empty lines and without the warning of the other mode's tables. */
  private static String plain(String message) {
    StringBuilder text = new StringBuilder();
    for (String line : message.lines().toList()) {
      if (!line.isEmpty() && !line.startsWith("# Warning: ")) {
        text.append(line.strip()).append('\n');
      }
    }
    return text.toString();
  }

  /** A few of those that differ. */
  Set<String> others() {
    return others;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "messages: %,d the same, %,d in other words", same, differing);
  }
}
