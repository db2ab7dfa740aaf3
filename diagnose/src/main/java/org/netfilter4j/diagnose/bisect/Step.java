package org.netfilter4j.diagnose.bisect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.live.PacketClass.Direction;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;

/**
 * A rule or a policy that could be the reason.
 *
 * @param frames the chains that lead to it, from the built-in one on, each with the place to go on;
 *     the last one's is the rule itself
 * @param rule the rule; null for a policy, and for the end of a chain
 */
public record Step(Stage stage, List<Frame> frames, @Nullable Rule rule, Kind kind) {
  public Step {
    frames = List.copyOf(frames);
  }

  /**
   * A built-in chain that the packets may come to.
   *
   * @param order its place among all stages
   */
  public record Stage(
      int order,
      Mode mode,
      Family family,
      TableName table,
      Hook hook,
      Direction direction,
      Target.Standard policy) {}

  /**
   * A place in a chain.
   *
   * @param number the place before the rule of that number, from 1; one past the last at the end
   */
  public record Frame(String chain, int number, @Nullable Rule previous, @Nullable Rule next) {}

  /** What a step may do. */
  public enum Kind {
    /** It may drop, reject or keep the packet. */
    DROPS,
    /** It changes something that others may ask for: a mark, an address, tracking. */
    CHANGES,
    /** It goes to a chain that is also reached from elsewhere. */
    CALLS,
    /** It goes back to the caller, or to the policy. */
    RETURNS,
    /** It accepts. */
    ACCEPTS,
    /** It does nothing that matters, as far as is known. */
    NOTHING,
    /**
     * The end of a chain that a rule goes to without coming back: from there the policy decides,
     * where no jump came before.
     */
    ENDS,
    /** The policy of the built-in chain. */
    POLICY
  }

  /** Where it stands. */
  public RuleId id() {
    return new RuleId(
        stage.mode(), stage.family(), stage.table(), place().chain(), place().number());
  }

  Frame place() {
    return frames.getLast();
  }

  /**
   * The same step as it stands in these rules, which others may have changed since; itself where it
   * is gone.
   */
  Step in(List<Ruleset> rulesets) {
    Frame frame = place();
    for (Ruleset ruleset : rulesets) {
      Table table = ruleset.mode() == stage.mode() ? ruleset.table(stage.table()) : null;
      Chain chain = table == null ? null : table.chain(frame.chain());
      if (chain == null) {
        continue;
      }
      List<Entry> entries = chain.rules();
      int number = entries.size() + 1;
      if (rule != null) {
        number = nearest(entries, frame.number());
      }
      if (number > 0) {
        List<Frame> moved = new ArrayList<>(frames.subList(0, frames.size() - 1));
        moved.add(new Frame(frame.chain(), number, frame.previous(), frame.next()));
        return new Step(stage, moved, rule, kind);
      }
    }
    return this;
  }

  private int nearest(List<Entry> entries, int expected) {
    int nearest = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).rule().equals(rule)
          && (nearest == 0 || Math.abs(i + 1 - expected) < Math.abs(nearest - expected))) {
        nearest = i + 1;
      }
    }
    return nearest;
  }
}
