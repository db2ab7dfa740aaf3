package org.netfilter4j.diagnose.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.Answer;
import org.netfilter4j.diagnose.Question;
import org.netfilter4j.diagnose.trace.Visit.Effect;
import org.netfilter4j.diagnose.trace.Visit.Step;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.engine.TraceEvent;
import org.netfilter4j.engine.TraceEvent.Endpoints;
import org.netfilter4j.engine.TraceEvent.Leaf;
import org.netfilter4j.linux.TraceTable;
import org.netfilter4j.model.Action.Verdict;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;

/**
 * A packet's way through the kernel as the engine tells one. Which rules matched, how chains ended
 * and how far the packet came is the kernel's; why a rule matches, what its target did and how the
 * packet was routed is the engine's, where that came the same way.
 */
final class Story {
  private static final int TRACKING = -200;

  private static final Leaf TOLD =
      new Leaf(
          Condition.ALWAYS,
          false,
          Outcome.TRUE,
          null,
          new Label("the kernel says that it matches", "内核报告该规则匹配"));

  private final List<Visit> visits;
  private final Family family;
  private final Map<RuleId, Rule> rules;
  private final List<TraceEvent> events = new ArrayList<>();

  /** What the engine told of each rule that matched: its test and what followed. */
  private final Map<RuleId, Deque<List<TraceEvent>>> explained = new HashMap<>();

  private final List<TraceEvent> engine;
  private final @Nullable Fate engineFate;
  private @Nullable Fate end;
  private boolean tracked;
  private final boolean heardAll;

  /**
   * @param visits of the packet, in order
   * @param rules those that matched, by where they stand
   * @param tried what the engine made of the same packet; null where it could not be asked
   * @param heardAll whether all that the kernel has to tell could be heard
   */
  Story(List<Visit> visits, Map<RuleId, Rule> rules, @Nullable Answer tried, boolean heardAll) {
    this.heardAll = heardAll;
    this.visits = visits;
    this.family = visits.getFirst().packet().family();
    this.rules = rules;
    this.engine = tried == null ? List.of() : tried.events();
    this.engineFate = tried == null ? null : tried.fate();
    explain();
  }

  private void explain() {
    int emitted = 0;
    List<TraceEvent> block = null;
    for (TraceEvent event : engine) {
      if (event instanceof TraceEvent.Emitting) {
        emitted++;
      }
      if (emitted > 0) {
        if (block != null) {
          block.add(event);
        }
        emitted -= event instanceof TraceEvent.Emitted ? 1 : 0;
        continue;
      }
      if (event instanceof TraceEvent.RuleTested tested) {
        block = null;
        if (tested.outcome() == Outcome.TRUE) {
          block = new ArrayList<>(List.of(event));
          explained.computeIfAbsent(tested.id(), _ -> new ArrayDeque<>()).add(block);
        }
      } else if (event instanceof TraceEvent.ActionTaken
          || event instanceof TraceEvent.Changed
          || event instanceof TraceEvent.Bound
          || event instanceof TraceEvent.Logged) {
        if (block != null) {
          block.add(event);
        }
      } else {
        block = null;
      }
    }
  }

  /** The answer: the kernel's account of the packet. */
  Answer answer(Question question) {
    Visit before = null;
    for (int i = 0; i < visits.size(); i++) {
      Visit visit = visits.get(i);
      if (before == null || before.hook() != visit.hook()) {
        enter(before == null ? null : before.hook(), i);
      }
      rewritten(before, visit);
      track(visit);
      if (!visit.isOwn()) {
        if (visit.table() == null) {
          others(visit);
        } else {
          iptables(visit, visit.table(), i);
        }
      }
      before = visit;
    }
    Fate fate = fate();
    events.add(new TraceEvent.Ended(fate));
    return new Answer(question, events, fate, null);
  }

  /** The packet comes to the hook of a visit, after routing where it comes from another. */
  private void enter(@Nullable Hook from, int index) {
    Hook hook = visits.get(index).hook();
    if (from != null) {
      for (int i = 0; i < engine.size(); i++) {
        if (engine.get(i) instanceof TraceEvent.Routed routed && leads(i, from, hook)) {
          events.add(routed);
        }
      }
    }
    String in = "";
    String out = "";
    for (int i = index; i < visits.size() && visits.get(i).hook() == hook; i++) {
      in = in.isEmpty() ? visits.get(i).packet().in() : in;
      out = out.isEmpty() ? visits.get(i).packet().out() : out;
    }
    events.add(new TraceEvent.HookEntered(hook, family, in, out));
  }

  /** Whether an event of the engine's lies between these hooks. */
  private boolean leads(int index, Hook from, Hook to) {
    Hook before = null;
    for (int i = index; i >= 0 && before == null; i--) {
      before = engine.get(i) instanceof TraceEvent.HookEntered entered ? entered.hook() : null;
    }
    Hook next = null;
    for (int i = index; i < engine.size() && next == null; i++) {
      next = engine.get(i) instanceof TraceEvent.HookEntered entered ? entered.hook() : null;
    }
    return before == from && next == to;
  }

  private void rewritten(@Nullable Visit before, Visit visit) {
    Endpoints was = before == null ? null : before.packet().endpoints();
    Endpoints is = visit.packet().endpoints();
    if (before != null && was != null && is != null && !was.equals(is)) {
      events.add(new TraceEvent.Rewritten(before.hook(), was, is));
    }
  }

  private void track(Visit visit) {
    if (tracked || visit.priority() <= TRACKING) {
      return;
    }
    var connection = visit.packet().connection();
    if (connection != null) {
      tracked = true;
      events.add(new TraceEvent.Tracked(connection.state(), connection.reply(), true));
    } else if (visits.stream().noneMatch(each -> each.packet().connection() != null)) {
      // This kernel does not tell.
      tracked = true;
      engine.stream()
          .filter(TraceEvent.Tracked.class::isInstance)
          .findFirst()
          .ifPresent(events::add);
    }
  }

  /** A chain that is none of iptables'. */
  private void others(Visit visit) {
    boolean matched = false;
    for (Step step : visit.steps()) {
      switch (step) {
        case Step.Matched met -> {
          matched = true;
          String verdict =
              met.effect().name().toLowerCase(java.util.Locale.ROOT)
                  + (met.to() == null ? "" : " " + met.to());
          String place = visit.place() + " " + met.chain();
          events.add(new TraceEvent.MetOthers(place, met.handle(), verdict));
          if (met.effect() == Effect.DROP) {
            end = new Fate.Dropped(new Fate.Cause.ByOthers(place, met.handle()));
          }
        }
        case Step.Ended _ -> {}
        case Step.Policy policy -> {
          String place = visit.place() + " " + policy.chain();
          if (matched || !policy.accepts()) {
            events.add(new TraceEvent.MetOthers(place, 0, policy.accepts() ? "accept" : "drop"));
          }
          if (!policy.accepts()) {
            end = new Fate.Dropped(new Fate.Cause.ByOthers(place, 0));
          }
        }
      }
    }
  }

  private void iptables(Visit visit, TableName table, int index) {
    events.add(new TraceEvent.TableEntered(visit.mode(), family, table, visit.hook()));
    Deque<String> callers = new ArrayDeque<>();
    for (int i = 0; i < visit.steps().size(); i++) {
      boolean last = i == visit.steps().size() - 1;
      switch (visit.steps().get(i)) {
        case Step.Matched met -> matched(visit, table, met, callers, last && isLost(index));
        case Step.Ended ended ->
            events.add(new TraceEvent.ChainLeft(null, ended.chain(), callers.poll()));
        case Step.Policy policy -> {
          Target.Standard verdict =
              policy.accepts() ? Target.Standard.ACCEPT : Target.Standard.DROP;
          events.add(
              new TraceEvent.PolicyDecided(visit.mode(), family, table, policy.chain(), verdict));
          if (!policy.accepts()) {
            end =
                new Fate.Dropped(
                    new Fate.Cause.ByPolicy(visit.mode(), family, table, policy.chain()));
          }
        }
      }
    }
  }

  /** Whether nothing is told of the packet after a visit. */
  private boolean isLost(int index) {
    return index == visits.size() - 1;
  }

  private void matched(
      Visit visit, TableName table, Step.Matched met, Deque<String> callers, boolean lost) {
    RuleId id = new RuleId(visit.mode(), family, table, met.chain(), met.number());
    Rule rule = rules.get(id);
    if (rule == null) {
      events.add(
          new TraceEvent.MetOthers(
              visit.place() + " " + met.chain(),
              met.handle(),
              met.effect().name().toLowerCase(java.util.Locale.ROOT)));
      if (met.effect() == Effect.DROP) {
        end =
            new Fate.Dropped(
                new Fate.Cause.ByOthers(visit.place() + " " + met.chain(), met.handle()));
      }
      return;
    }
    Deque<List<TraceEvent>> blocks = explained.get(id);
    List<TraceEvent> block = blocks == null ? null : blocks.poll();
    if (block == null) {
      List<Leaf> leaves =
          rule.matches().isEmpty() && rule.selector().equals(Selector.any(family))
              ? List.of()
              : List.of(TOLD);
      events.add(new TraceEvent.RuleTested(id, rule, Outcome.TRUE, leaves));
    } else {
      events.addAll(block);
    }
    switch (met.effect()) {
      case JUMP, GOTO -> {
        String to = met.to() == null ? "" : met.to();
        boolean isGoto = met.effect() == Effect.GOTO;
        if (!isGoto) {
          callers.push(met.chain());
        }
        events.add(new TraceEvent.ChainEntered(id, to, isGoto));
      }
      case RETURN -> events.add(new TraceEvent.ChainLeft(id, met.chain(), callers.poll()));
      case ACCEPT -> decided(id, Verdict.Kind.ACCEPT, block);
      case DROP -> {
        decided(id, Verdict.Kind.DROP, block);
        end = new Fate.Dropped(new Fate.Cause.ByRule(id));
      }
      case QUEUE -> {
        decided(id, Verdict.Kind.QUEUE, block);
        end = new Fate.Queued(id);
      }
      case STOLEN -> end = new Fate.Stolen(id);
      case CONTINUE -> {}
      case UNTOLD -> {
        if (lost) {
          // A target that queues is known by what the engine makes of it.
          boolean queued = engineFate instanceof Fate.Queued of && of.rule().equals(id);
          end = queued ? new Fate.Queued(id) : new Fate.Dropped(new Fate.Cause.ByRule(id));
        }
      }
    }
  }

  /** The verdict of a rule; a target that the engine tells of has told it already. */
  private void decided(RuleId id, Verdict.Kind kind, @Nullable List<TraceEvent> block) {
    boolean told =
        block != null && block.stream().anyMatch(TraceEvent.ActionTaken.class::isInstance);
    if (!told) {
      events.add(new TraceEvent.RuleDecided(id, kind));
    }
  }

  /** What became of it, by where it was seen last. */
  private Fate fate() {
    if (end != null) {
      return end;
    }
    Visit last = visits.getLast();
    boolean own = visits.stream().anyMatch(Visit::isOwn);
    boolean passed = !own || passed(last);
    if (passed && last.hook() == Hook.INPUT) {
      return Fate.DELIVERED;
    }
    if (passed && last.hook() == Hook.POSTROUTING && !last.packet().out().equals("lo")) {
      return new Fate.Sent(last.packet().out());
    }
    if (engineFate instanceof Fate.Dropped dropped) {
      if (!heardAll) {
        return engineFate;
      }
      switch (dropped.cause()) {
        case Fate.Cause.ByRouting _,
            Fate.Cause.ByTracking _,
            Fate.Cause.Malformed _,
            Fate.Cause.OnTheWay _ -> {
          return engineFate;
        }
        case Fate.Cause.ByRule _,
            Fate.Cause.ByMatch _,
            Fate.Cause.ByPolicy _,
            Fate.Cause.ByOthers _ -> {
          // The kernel would have told of it.
        }
      }
    }
    return new Fate.Dropped(new Fate.Cause.OnTheWay(Fate.Obstacle.NOT_SEEN_AGAIN));
  }

  private static boolean passed(Visit visit) {
    for (Step step : visit.steps()) {
      if (step instanceof Step.Policy policy
          && policy.chain().equals(TraceTable.passed(visit.hook()))) {
        return true;
      }
    }
    return false;
  }
}
