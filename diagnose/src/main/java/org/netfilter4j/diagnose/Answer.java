package org.netfilter4j.diagnose;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.engine.TraceEvent;

/**
 * What is known of a packet after it was tried.
 *
 * @param events its way
 * @param remedy what would let it pass, tried; null where it passes or where nothing was found
 */
public record Answer(
    Question question, List<TraceEvent> events, Fate fate, @Nullable Remedy remedy) {
  public Answer {
    events = List.copyOf(events);
  }

  /** Whether it reaches where it is going. */
  public boolean passed() {
    return FateText.passed(fate);
  }

  /** The rule that decided, as it was tested; null where a policy did, or nobody. */
  public TraceEvent.@Nullable RuleTested decidingRule() {
    return decision() instanceof Decision.ByRule by ? by.rule() : null;
  }

  Decision decision() {
    return Decision.of(events, fate);
  }

  /**
   * Commands that let the packet pass, in the order in which they are typed.
   *
   * @param commands without a host, as typed on the machine itself
   * @param after what becomes of the packet then
   */
  public record Remedy(List<String> commands, Fate after) {
    public Remedy {
      commands = List.copyOf(commands);
    }

    /** All commands on one line. */
    public String line() {
      return String.join(" && ", commands);
    }
  }
}
