package org.netfilter4j.diagnose;

import java.util.List;
import java.util.function.Predicate;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.engine.TraceEvent;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.TableName;

/** Who decided about a packet. */
sealed interface Decision {

  /** A rule: the test of it that led to the verdict. */
  record ByRule(TraceEvent.RuleTested rule) implements Decision {}

  /** The policy of a built-in chain. */
  record ByPolicy(TraceEvent.PolicyDecided policy) implements Decision {}

  /** No rule: routing, connection tracking, or nothing stood in the way. */
  record ByNobody() implements Decision {}

  /**
   * The decision in a trace: the rule or policy that dropped the packet, or the last one of a
   * filter table that let it pass.
   */
  static Decision of(List<TraceEvent> events, Fate fate) {
    return switch (fate) {
      case Fate.Dropped dropped ->
          switch (dropped.cause()) {
            case Fate.Cause.ByRule by -> rule(events, by.rule());
            case Fate.Cause.ByMatch by -> rule(events, by.rule());
            case Fate.Cause.ByPolicy by -> policy(events, by.chain(), by.table());
            case Fate.Cause.ByRouting _,
                Fate.Cause.ByTracking _,
                Fate.Cause.Malformed _,
                Fate.Cause.ByOthers _,
                Fate.Cause.OnTheWay _ ->
                new ByNobody();
          };
      case Fate.Queued queued -> rule(events, queued.rule());
      case Fate.Stolen stolen -> rule(events, stolen.rule());
      case Fate.Unknown unknown -> rule(events, unknown.rule());
      case Fate.Delivered _, Fate.Sent _, Fate.Held _ -> lastOfFilter(events);
    };
  }

  private static Decision rule(List<TraceEvent> events, RuleId id) {
    int at =
        last(
            events,
            event -> event instanceof TraceEvent.RuleTested tested && tested.id().equals(id));
    return at >= 0 && events.get(at) instanceof TraceEvent.RuleTested tested
        ? new ByRule(tested)
        : new ByNobody();
  }

  /**
   * Where the last such event is, -1 for nowhere. What the host's own answers met on their way
   * comes later in the trace, and decided nothing here.
   */
  private static int last(List<TraceEvent> events, Predicate<TraceEvent> wanted) {
    int emitted = 0;
    for (int i = events.size() - 1; i >= 0; i--) {
      TraceEvent event = events.get(i);
      if (event instanceof TraceEvent.Emitted) {
        emitted++;
      } else if (event instanceof TraceEvent.Emitting) {
        emitted--;
      } else if (emitted == 0 && wanted.test(event)) {
        return i;
      }
    }
    return -1;
  }

  private static Decision policy(List<TraceEvent> events, String chain, TableName table) {
    for (int i = events.size() - 1; i >= 0; i--) {
      if (events.get(i) instanceof TraceEvent.PolicyDecided policy
          && policy.chain().equals(chain)
          && policy.table() == table) {
        return new ByPolicy(policy);
      }
    }
    return new ByNobody();
  }

  private static Decision lastOfFilter(List<TraceEvent> events) {
    int at = last(events, Decision::isFilters);
    TraceEvent found = at < 0 ? null : events.get(at);
    if (found instanceof TraceEvent.RuleDecided decided) {
      return rule(events.subList(0, at), decided.id());
    }
    return found instanceof TraceEvent.PolicyDecided policy ? new ByPolicy(policy) : new ByNobody();
  }

  private static boolean isFilters(TraceEvent event) {
    return event instanceof TraceEvent.RuleDecided decided
        ? decided.id().table() == TableName.FILTER
            && decided.verdict() == Action.Verdict.Kind.ACCEPT
        : event instanceof TraceEvent.PolicyDecided policy && policy.table() == TableName.FILTER;
  }
}
