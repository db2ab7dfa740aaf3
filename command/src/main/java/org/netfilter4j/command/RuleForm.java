package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.InterfacePattern;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.xt.Extensions;

/** A rule as the tools of a mode read it back: what they list, and what they compare. */
final class RuleForm {
  private RuleForm() {}

  /** The rule as it is listed. */
  static Rule listed(Rule rule, Mode mode) {
    if (mode == Mode.LEGACY) {
      return rule;
    }
    List<Match> matches = merged(rule.matches(), rule.family());
    Selector selector = listed(rule.selector());
    if (matches == rule.matches() && selector == rule.selector()) {
      return rule;
    }
    return new Rule(selector, matches, rule.target());
  }

  /** nf_tables has no expression for an interface of any name. */
  private static Selector listed(Selector s) {
    boolean anyIn = s.in().text().equals("+") && !s.notIn();
    boolean anyOut = s.out().text().equals("+") && !s.notOut();
    if (!anyIn && !anyOut) {
      return s;
    }
    return new Selector(
        s.source(),
        s.notSource(),
        s.destination(),
        s.notDestination(),
        anyIn ? InterfacePattern.ANY : s.in(),
        s.notIn(),
        anyOut ? InterfacePattern.ANY : s.out(),
        s.notOut(),
        s.protocol(),
        s.notProtocol(),
        s.protocolGiven(),
        s.fragment(),
        s.notFragment());
  }

  private static List<Match> merged(List<Match> matches, Family family) {
    if (matches.size() < 2) {
      return matches;
    }
    List<Match> kept = new ArrayList<>(matches.size());
    for (Match match : matches) {
      if (!mergeInto(kept, match, family)) {
        kept.add(match);
      }
    }
    return kept.size() == matches.size() ? matches : kept;
  }

  private static boolean mergeInto(List<Match> kept, Match match, Family family) {
    for (int i = 0; i < kept.size(); i++) {
      Match merged = merge(kept.get(i), match, family);
      if (merged != null) {
        kept.set(i, merged);
        return true;
      }
    }
    return false;
  }

  private static <M extends Match> @Nullable Match merge(Match earlier, M later, Family family) {
    if (!earlier.name().equals(later.name())) {
      return null;
    }
    var extension = Extensions.of(later, family);
    return extension.merge(extension.type().cast(earlier), later);
  }

  /** Whether {@code -D} and {@code -C} take the rules for the same. */
  static boolean same(Rule one, Rule other, Mode mode) {
    Rule a = listed(one, mode);
    Rule b = listed(other, mode);
    return a.target().equals(b.target())
        && a.matches().equals(b.matches())
        && same(a.selector(), b.selector(), mode);
  }

  private static boolean same(Selector a, Selector b, Mode mode) {
    return a.source().equals(b.source())
        && a.notSource() == b.notSource()
        && a.destination().equals(b.destination())
        && a.notDestination() == b.notDestination()
        && a.in().values().equals(b.in().values())
        && a.notIn() == b.notIn()
        && a.out().values().equals(b.out().values())
        && a.notOut() == b.notOut()
        && a.protocol() == b.protocol()
        && a.notProtocol() == b.notProtocol()
        && (mode == Mode.NFT || a.protocolGiven() == b.protocolGiven() || a.family() == Family.IPV4)
        && a.fragment() == b.fragment()
        && a.notFragment() == b.notFragment();
  }
}
