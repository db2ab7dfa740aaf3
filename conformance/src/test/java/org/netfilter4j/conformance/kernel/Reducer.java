package org.netfilter4j.conformance.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.netfilter4j.model.Mode;

/**
 * Makes a scenario small while it keeps a property, by leaving out packets, rules, parts of rules,
 * set elements and tables (Zeller's delta debugging, then one at a time).
 */
final class Reducer {
  private static final Pattern PART = Pattern.compile(" (?=(?:! )?-[sdiopmfjg] |! -f )");

  private final Predicate<Scenario> keeps;
  private final long until;
  private int tries;

  /**
   * @param keeps the property; what a machine refuses to run has it not
   * @param seconds after which what has been reached is good enough
   */
  Reducer(Predicate<Scenario> keeps, int seconds) {
    this.keeps = keeps;
    this.until = System.nanoTime() + seconds * 1_000_000_000L;
  }

  /** How many scenarios have been tried. */
  int tries() {
    return tries;
  }

  Scenario reduce(Scenario scenario) {
    Scenario smallest = scenario;
    for (int round = 0; round < 3; round++) {
      Scenario before = smallest;
      smallest = packets(smallest);
      smallest = rules(smallest);
      smallest = parts(smallest);
      smallest = sets(smallest);
      if (smallest.equals(before) || System.nanoTime() > until) {
        break;
      }
    }
    return smallest;
  }

  private Scenario packets(Scenario scenario) {
    return scenario.withSteps(without(scenario.steps(), list -> holds(scenario.withSteps(list))));
  }

  private Scenario sets(Scenario scenario) {
    List<String> lines = scenario.sets().lines().toList();
    return scenario.withSets(text(without(lines, list -> holds(scenario.withSets(text(list))))));
  }

  /** Rules, then policies, chains that nothing jumps to, and tables. */
  private Scenario rules(Scenario scenario) {
    List<String> lines = scenario.rules().lines().toList();
    List<String> rules = lines.stream().filter(l -> l.startsWith("-A")).toList();
    // Lines can be equal, so the ones to keep are told by their place.
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("-A")) {
        places.add(i);
      }
    }
    List<Integer> kept =
        rules.isEmpty()
            ? places
            : without(places, list -> holds(scenario.withRules(only(lines, list))));
    Scenario smaller = scenario.withRules(only(lines, kept));
    List<String> chains = smaller.rules().lines().filter(l -> l.startsWith(":")).toList();
    for (String chain : chains) {
      String other = chain.contains(" - [") ? "" : chain.replace(" DROP ", " ACCEPT ") + "\n";
      if (!other.equals(chain + "\n")) {
        Scenario candidate = smaller.withRules(smaller.rules().replace(chain + "\n", other));
        smaller = holds(candidate) ? candidate : smaller;
      }
    }
    if (scenario.mode() == Mode.LEGACY) {
      return smaller; // a legacy table stays, and would be left as the last scenario had it
    }
    for (String table : smaller.rules().split("(?<=COMMIT\n)", -1)) {
      Scenario candidate = smaller.withRules(smaller.rules().replace(table, ""));
      smaller = holds(candidate) ? candidate : smaller;
    }
    return smaller;
  }

  private static String only(List<String> lines, List<Integer> places) {
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith("-A") || places.contains(i)) {
        kept.add(lines.get(i));
      }
    }
    return text(kept);
  }

  /** Conditions and targets within each rule. */
  private Scenario parts(Scenario scenario) {
    Scenario smaller = scenario;
    List<String> lines = new ArrayList<>(scenario.rules().lines().toList());
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith("-A")) {
        continue;
      }
      List<String> parts = new ArrayList<>(List.of(PART.split(lines.get(i))));
      for (int part = parts.size() - 1; part > 0; part--) {
        String left = parts.remove(part);
        String before = lines.set(i, String.join(" ", parts));
        Scenario candidate = smaller.withRules(text(lines));
        if (holds(candidate)) {
          smaller = candidate;
        } else {
          lines.set(i, before);
          parts.add(part, left);
        }
      }
    }
    return smaller;
  }

  private static String text(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private <T> List<T> without(List<T> all, Predicate<List<T>> holds) {
    List<T> kept = new ArrayList<>(all);
    for (int chunk = Math.max(1, kept.size() / 2); chunk > 0; chunk /= 2) {
      for (int at = kept.size() - chunk; at >= 0; at -= chunk) {
        List<T> candidate = new ArrayList<>(kept);
        candidate.subList(at, at + chunk).clear();
        if (holds.test(candidate)) {
          kept = candidate;
        }
      }
    }
    return kept;
  }

  private boolean holds(Scenario scenario) {
    if (System.nanoTime() > until) {
      return false;
    }
    tries++;
    try {
      return keeps.test(scenario);
    } catch (Machine.RefusedException e) {
      return false;
    }
  }
}
