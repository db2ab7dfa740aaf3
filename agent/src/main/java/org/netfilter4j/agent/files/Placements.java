package org.netfilter4j.agent.files;

import java.util.List;
import org.netfilter4j.model.Rule;

/**
 * The rules that are wanted in a chain that is not the agent's.
 *
 * @param first those at its beginning, in their order there
 * @param last those at its end, in their order there
 * @param beside those next to rules of others
 */
public record Placements(
    String chain, List<WantedRule> first, List<WantedRule> last, List<Beside> beside) {
  public Placements {
    first = List.copyOf(first);
    last = List.copyOf(last);
    beside = List.copyOf(beside);
  }

  /**
   * A rule next to the first rule of somebody else's that is as given.
   *
   * @param after whether behind it, else before it
   * @param anchor that rule, in the form by which rules are compared
   * @param anchorText the same as it was written
   */
  public record Beside(boolean after, Rule anchor, String anchorText, WantedRule rule) {}
}
