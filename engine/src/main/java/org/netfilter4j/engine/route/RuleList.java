package org.netfilter4j.engine.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;

/** The policy rules of a family, in order, with the tables that they look in. */
final class RuleList {

  private record Step(PolicyRule rule, @Nullable Fib table, int gotoIndex) {}

  private final Step[] steps;
  private final Map<Integer, Fib> tables = new HashMap<>();
  private final boolean custom;

  RuleList(Family family, List<PolicyRule> all, List<Route> routes, Map<String, Link> links) {
    Map<Integer, List<Route>> byTable = new HashMap<>();
    for (Route route : routes) {
      if (route.family() == family) {
        byTable.computeIfAbsent(route.table(), _ -> new ArrayList<>()).add(route);
      }
    }
    byTable.forEach((number, of) -> tables.put(number, new Fib(family, of, links)));
    List<PolicyRule> own =
        new ArrayList<>(all.stream().filter(rule -> rule.family() == family).toList());
    List<PolicyRule> usual = Network.defaultRules(family);
    if (own.isEmpty()) {
      own = usual;
    }
    own.sort(Comparator.comparingLong(PolicyRule::priority));
    custom = !own.equals(usual);
    steps = new Step[own.size()];
    for (int i = 0; i < steps.length; i++) {
      PolicyRule rule = own.get(i);
      steps[i] = new Step(rule, tables.get(rule.table()), gotoIndex(own, i));
    }
  }

  /** The rule that a goto leads to; past the end where there is none (an unresolved goto). */
  private static int gotoIndex(List<PolicyRule> rules, int from) {
    long priority = rules.get(from).gotoPriority();
    for (int i = from + 1; i < rules.size(); i++) {
      if (rules.get(i).priority() == priority) {
        return i;
      }
    }
    return from + 1;
  }

  /** Whether somebody changed the kernel's own rules. */
  boolean isCustom() {
    return custom;
  }

  @Nullable Fib table(int number) {
    return tables.get(number);
  }

  /** Looks the query up; way and hop stand in {@code into} where one was found. */
  Reason lookup(Query query, Decision into) {
    into.way = null;
    into.hop = null;
    int at = 0;
    while (at < steps.length) {
      Step step = steps[at++];
      if (!applies(step.rule, query)) {
        continue;
      }
      switch (step.rule.action()) {
        case LOOKUP -> {
          Fib.Way way =
              step.table == null
                  ? null
                  : step.table.lookup(query, step.rule.suppressPrefixLength(), into);
          if (way != null && !way.isThrow()) {
            into.way = way;
            return way.reason();
          }
          into.hop = null;
        }
        case GOTO -> at = step.gotoIndex;
        case NOP -> {}
        case BLACKHOLE -> {
          return Reason.BLACKHOLE;
        }
        case UNREACHABLE -> {
          return Reason.UNREACHABLE;
        }
        case PROHIBIT -> {
          return Reason.PROHIBIT;
        }
      }
    }
    return Reason.NO_ROUTE;
  }

  private static boolean applies(PolicyRule rule, Query query) {
    return describes(rule, query) != rule.not();
  }

  private static boolean describes(PolicyRule rule, Query query) {
    return ((query.mark ^ rule.mark()) & rule.markMask()) == 0
        && (rule.in() == null || (query.in != null && rule.in().equals(query.in.name())))
        && (rule.out() == null || (query.out != null && rule.out().equals(query.out.name())))
        && rule.from().contains(query.sourceHigh, query.sourceLow)
        && rule.to().contains(query.destinationHigh, query.destinationLow)
        && (rule.tos() == 0 || rule.tos() == query.tos)
        && (rule.protocol() == 0 || rule.protocol() == query.protocol)
        && within(rule.sourcePorts(), query.sourcePort)
        && within(rule.destinationPorts(), query.destinationPort);
  }

  private static boolean within(int ports, int port) {
    return ports == 0 || (port >= ports >>> 16 && port <= (ports & 0xffff));
  }
}
