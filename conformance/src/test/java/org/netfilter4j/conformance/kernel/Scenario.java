package org.netfilter4j.conformance.kernel;

import java.util.List;
import java.util.Locale;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/**
 * A ruleset and the packets that meet it, one after the other.
 *
 * @param family of the ruleset and of all packets
 * @param mode the machine that holds the rules
 * @param rules all tables there are, as {@code iptables-save} writes them
 * @param sets what the laboratory's sets hold, as {@code ipset restore} reads it; see {@link
 *     Laboratory#SETS}
 * @param steps the packets
 */
public record Scenario(Family family, Mode mode, String rules, String sets, List<Step> steps) {
  public Scenario {
    steps = List.copyOf(steps);
  }

  public Scenario withRules(String other) {
    return new Scenario(family, mode, other, sets, steps);
  }

  public Scenario withSets(String other) {
    return new Scenario(family, mode, rules, other, steps);
  }

  public Scenario withSteps(List<Step> other) {
    return new Scenario(family, mode, rules, sets, other);
  }

  /** The program for this family and mode: {@code program("-restore")}. */
  public String program(String suffix) {
    return (family == Family.IPV4 ? "iptables-" : "ip6tables-") + mode.word() + suffix;
  }

  /** Everything needed to see it again. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(family.name().toLowerCase(Locale.ROOT)).append(' ').append(mode.word());
    text.append("\n--- rules\n").append(rules.stripTrailing());
    text.append("\n--- sets\n").append(sets.stripTrailing());
    text.append("\n--- packets");
    for (Step step : steps) {
      text.append('\n').append(step);
    }
    return text.toString();
  }
}
