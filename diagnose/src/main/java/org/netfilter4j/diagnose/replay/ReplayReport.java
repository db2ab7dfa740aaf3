package org.netfilter4j.diagnose.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;

/**
 * What became of a capture.
 *
 * @param capture the file's name
 * @param first when the capture began, in nanoseconds since 1970; 0 for an empty one
 * @param last when it ended
 * @param flows in the order in which they were first seen
 * @param rulesets the rules that it went through
 * @param counters what rules and policies have counted
 */
public record ReplayReport(
    String capture,
    Tally tally,
    long first,
    long last,
    List<Flow> flows,
    List<Ruleset> rulesets,
    List<CounterChange> counters) {
  public ReplayReport {
    flows = List.copyOf(flows);
    rulesets = List.copyOf(rulesets);
    counters = List.copyOf(counters);
  }

  /** The rule of that name, or null. */
  @Nullable Rule rule(RuleId id) {
    for (Ruleset ruleset : rulesets) {
      if (ruleset.mode() == id.mode() && ruleset.family() == id.family()) {
        Table table = ruleset.table(id.table());
        Chain chain = table == null ? null : table.chain(id.chain());
        return chain == null || id.number() > chain.rules().size()
            ? null
            : chain.rules().get(id.number() - 1).rule();
      }
    }
    return null;
  }
}
