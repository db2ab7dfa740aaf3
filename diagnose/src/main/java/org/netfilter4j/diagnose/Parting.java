package org.netfilter4j.diagnose;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.RuleWriter;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.engine.TraceEvent;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Target;

/**
 * Where two accounts of the same packet part: what the engine makes of it, and what the kernel did.
 *
 * @param engine the engine's next rule or policy there; null where it has none
 * @param kernel the kernel's; null where it has none
 * @param reason why the engine's test of the kernel's rule came out otherwise; null where it did
 *     not test it
 */
public record Parting(
    @Nullable TraceEvent engine,
    @Nullable TraceEvent kernel,
    Fate engineFate,
    Fate kernelFate,
    TraceEvent.@Nullable RuleTested reason) {

  /** The first difference between what matched or decided; null where they tell the same. */
  public static @Nullable Parting between(Answer engine, Answer kernel) {
    List<TraceEvent> first = points(engine);
    List<TraceEvent> second = points(kernel);
    int same = 0;
    while (same < first.size()
        && same < second.size()
        && key(first.get(same)).equals(key(second.get(same)))) {
      same++;
    }
    boolean alike = same == first.size() && same == second.size();
    if (alike && FateText.passed(engine.fate()) == FateText.passed(kernel.fate())) {
      return null;
    }
    TraceEvent ours = same < first.size() ? first.get(same) : null;
    TraceEvent kernels = same < second.size() ? second.get(same) : null;
    return new Parting(ours, kernels, engine.fate(), kernel.fate(), failed(engine, kernels));
  }

  /**
   * Rules that matched, and what else dropped the packet. A policy that accepts says nothing: a
   * chain that is not there lets a packet pass as well.
   */
  private static List<TraceEvent> points(Answer answer) {
    List<TraceEvent> points = new ArrayList<>();
    int emitted = 0;
    for (TraceEvent event : answer.events()) {
      if (event instanceof TraceEvent.Emitting) {
        emitted++;
      } else if (event instanceof TraceEvent.Emitted) {
        emitted--;
      } else if (emitted == 0 && isPoint(event)) {
        points.add(event);
      }
    }
    return points;
  }

  private static boolean isPoint(TraceEvent event) {
    return event instanceof TraceEvent.RuleTested tested && tested.outcome() == Outcome.TRUE
        || event instanceof TraceEvent.PolicyDecided policy
            && policy.verdict() == Target.Standard.DROP
        || event instanceof TraceEvent.MetOthers others && others.verdict().equals("drop");
  }

  private static Object key(TraceEvent event) {
    return event instanceof TraceEvent.RuleTested tested ? tested.id() : event;
  }

  /** The engine's test of that rule, where it did not match. */
  private static TraceEvent.@Nullable RuleTested failed(Answer engine, @Nullable TraceEvent at) {
    if (at instanceof TraceEvent.RuleTested wanted) {
      for (TraceEvent event : engine.events()) {
        if (event instanceof TraceEvent.RuleTested tested
            && tested.id().equals(wanted.id())
            && tested.outcome() != Outcome.TRUE) {
          return tested;
        }
      }
    }
    return null;
  }

  /** The difference in words, line by line. */
  public List<String> lines(Tongue tongue) {
    List<String> lines = new ArrayList<>();
    lines.add(tongue.say("The kernel and why part here:", "内核的实际处理与 why 的推算从这里开始不同："));
    lines.add(tongue.say("  kernel: ", "  内核：") + point(kernel, kernelFate, tongue));
    lines.add(tongue.say("  why:    ", "  why：") + point(engine, engineFate, tongue));
    TraceEvent.RuleTested tested = reason;
    if (tested != null) {
      lines.add(
          tongue.say("  to why that rule does not match: ", "  why 认为该规则不匹配：")
              + WayText.reason(tested, tongue).strip());
    }
    lines.add(
        tongue.say(
            "  What the kernel did counts. Counters, sets, connections or rules may have changed"
                + " since they were recorded, or the packet was another.",
            "  以内核为准。记录之后计数器、集合、连接或规则可能已变化，或数据包并不相同。"));
    return lines;
  }

  private static String point(@Nullable TraceEvent event, Fate fate, Tongue tongue) {
    if (event instanceof TraceEvent.RuleTested tested) {
      RuleId id = tested.id();
      return tongue.say("rule ", "规则 ")
          + RuleName.of(id)
          + tongue.say(" matches: ", " 匹配：")
          + RuleWriter.line(id.chain(), tested.rule(), id.mode()).strip();
    }
    if (event instanceof TraceEvent.PolicyDecided policy) {
      return tongue.say("the policy of chain ", "默认策略，链 ")
          + policy.chain()
          + tongue.say(", table ", "，表 ")
          + policy.table().word()
          + " ("
          + policy.mode().word()
          + "): "
          + policy.verdict();
    }
    if (event instanceof TraceEvent.MetOthers others) {
      return FateText.others(others.place(), others.handle(), tongue) + ": " + others.verdict();
    }
    return FateText.of(fate, tongue);
  }
}
