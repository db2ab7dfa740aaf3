package org.netfilter4j.model;

import java.util.List;

/**
 * A rule as a value: equal to another as {@code -C} and {@code -D} compare, counters apart.
 *
 * @param matches in the order in which they are tested; one match may stand twice
 */
public record Rule(Selector selector, List<Match> matches, Target target) {
  public Rule {
    matches = List.copyOf(matches);
  }

  public Family family() {
    return selector.family();
  }
}
