package org.netfilter4j.xt.lower;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.Target;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Extensions;

/**
 * A whole rule as conditions and an action. The selector's parts come first, in the order in which
 * the kernel tests them (ip_packet_match, ip6_packet_match), then each match in its place.
 */
public record RuleLowering(List<Condition> conditions, Action action) {

  /**
   * Lowers a rule.
   *
   * @param lowering gives for the match at an index (or the target, at the index after the last)
   *     what it is told
   */
  public static RuleLowering of(Rule rule, java.util.function.IntFunction<Lowering> lowering) {
    List<Condition> conditions = new ArrayList<>();
    selector(rule.selector(), rule.family(), conditions);
    int index = 0;
    for (Match match : rule.matches()) {
      conditions.add(condition(match, rule.family(), lowering.apply(index++)));
    }
    return new RuleLowering(
        List.copyOf(conditions), action(rule.target(), rule.family(), lowering.apply(index)));
  }

  private static <M extends Match> Condition condition(M match, Family family, Lowering lowering) {
    return Extensions.of(match, family).condition(match, lowering);
  }

  /** What a rule's target does. */
  public static Action action(Target target, Family family, Lowering lowering) {
    return switch (target) {
      case Target.None _ -> Action.CONTINUE;
      case Target.Standard standard ->
          switch (standard) {
            case ACCEPT -> Action.ACCEPT;
            case DROP -> Action.DROP;
            case QUEUE -> new Action.Verdict(Action.Verdict.Kind.QUEUE);
            case RETURN -> Action.RETURN;
          };
      case Target.Jump jump -> new Action.Jump(jump.chain());
      case Target.Goto go -> new Action.Goto(go.chain());
      case Target.Extended extended -> extended(extended, family, lowering);
    };
  }

  private static <T extends Target.Extended> Action extended(
      T target, Family family, Lowering lowering) {
    return Extensions.of(target, family).action(target, lowering);
  }

  private static void selector(Selector selector, Family family, List<Condition> out) {
    if (!selector.source().isAny() || selector.notSource()) {
      out.add(
          new Condition.Test(Field.Header.SOURCE_ADDRESS, new Values.Network(selector.source()))
              .not(selector.notSource()));
    }
    if (!selector.destination().isAny() || selector.notDestination()) {
      out.add(
          new Condition.Test(
                  Field.Header.DESTINATION_ADDRESS, new Values.Network(selector.destination()))
              .not(selector.notDestination()));
    }
    if (!selector.in().isAny() || selector.notIn()) {
      out.add(new Condition.Test(Field.Interface.IN, selector.in().values()).not(selector.notIn()));
    }
    if (!selector.out().isAny() || selector.notOut()) {
      out.add(
          new Condition.Test(Field.Interface.OUT, selector.out().values()).not(selector.notOut()));
    }
    if (selector.protocol() != 0 || selector.notProtocol()) {
      if (family == Family.IPV6) {
        // ip6_packet_match drops a packet whose extension headers can't be walked.
        out.add(new Condition.Require(Field.Header.PROTOCOL));
      }
      out.add(
          new Condition.Test(Field.Header.PROTOCOL, Values.exactly(selector.protocol()))
              .not(selector.notProtocol()));
    }
    if (selector.fragment()) {
      out.add(
          new Condition.Not(new Condition.Test(Field.Header.FRAGMENT_OFFSET, Values.exactly(0)))
              .not(selector.notFragment()));
    }
  }
}
