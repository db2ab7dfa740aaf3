package org.netfilter4j.diagnose.trace;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.trace.Visit.Effect;
import org.netfilter4j.diagnose.trace.Visit.Step;
import org.netfilter4j.linux.LoggedPackets.Logged;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;

/**
 * Visits of legacy chains, from the log messages that tell of traced packets: "TRACE:
 * filter:INPUT:rule:2 ", and "return" or "policy" for the end of a chain. A rule without any test
 * whose target is a verdict is told as an end too; its number tells it from one
 * (net/ipv4/netfilter/ip_tables.c: trace_packet).
 */
final class LegacyVisits {
  private static final String MARK = "TRACE: ";

  private final Ruleset rules;
  private final LongFunction<@Nullable String> interfaceName;

  /** The visit that each packet is at, by its fingerprint. */
  private final Map<String, Visit> current = new HashMap<>();

  LegacyVisits(Ruleset rules, LongFunction<@Nullable String> interfaceName) {
    this.rules = rules;
    this.interfaceName = interfaceName;
  }

  /** Takes a message; gives the visit that begins with it, or null. */
  @Nullable Visit take(Logged logged) {
    if (!logged.prefix().startsWith(MARK)) {
      return null;
    }
    // A chain's name may have colons in it; the table's and the words at the end have none.
    String text = logged.prefix().substring(MARK.length()).strip();
    int table = text.indexOf(':');
    int number = text.lastIndexOf(':');
    int kind = text.lastIndexOf(':', number - 1);
    if (table < 0 || kind <= table || logged.hook() < 0 || logged.hook() >= Hook.values().length) {
      return null;
    }
    TableName name = TableName.find(text.substring(0, table));
    if (name == null || logged.family() != rules.family()) {
      return null;
    }
    Hook hook = Hook.values()[logged.hook()];
    String chain = text.substring(table + 1, kind);
    Sighting seen =
        new Sighting(
            logged.family(),
            logged.bytes(),
            name(logged.in()),
            name(logged.out()),
            logged.mark(),
            logged.mac(),
            null);
    String print = seen.fingerprint();
    Visit visit = current.get(print);
    Visit begun = null;
    if (visit == null || visit.table() != name || visit.hook() != hook || isOver(visit)) {
      begun =
          new Visit(Mode.LEGACY, name, name.word(), hook, name.priority(hook, Mode.LEGACY), seen);
      current.put(print, begun);
      visit = begun;
    }
    Step step = step(name, hook, chain, text.substring(kind + 1, number), number(text, number));
    if (step != null) {
      visit.steps().add(step);
    }
    return begun;
  }

  private static boolean isOver(Visit visit) {
    Step last = visit.steps().isEmpty() ? null : visit.steps().getLast();
    return last instanceof Step.Policy
        || last instanceof Step.Matched matched
            && (matched.effect() == Effect.ACCEPT || matched.effect() == Effect.DROP);
  }

  private static int number(String text, int colon) {
    try {
      return Integer.parseInt(text.substring(colon + 1));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private String name(long index) {
    return index == 0 ? "" : Objects.requireNonNullElse(interfaceName.apply(index), "");
  }

  private @Nullable Step step(
      TableName name, Hook hook, String chainName, String kind, int number) {
    Table table = rules.table(name);
    Chain chain = table == null ? null : table.chain(chainName);
    if (chain == null || number < 1) {
      return null;
    }
    if (number > chain.rules().size()) {
      return chainName.equals(hook.chain())
          ? new Step.Policy(chainName, chain.policy() != Target.Standard.DROP)
          : new Step.Ended(chainName);
    }
    Target target = chain.rules().get(number - 1).rule().target();
    return new Step.Matched(chainName, number, 0, effect(target), target.chain());
  }

  private static Effect effect(Target target) {
    return switch (target) {
      case Target.None _ -> Effect.CONTINUE;
      case Target.Jump _ -> Effect.JUMP;
      case Target.Goto _ -> Effect.GOTO;
      case Target.Extended _ -> Effect.UNTOLD;
      case Target.Standard standard ->
          switch (standard) {
            case ACCEPT -> Effect.ACCEPT;
            case DROP -> Effect.DROP;
            case QUEUE -> Effect.QUEUE;
            case RETURN -> Effect.RETURN;
          };
    };
  }
}
