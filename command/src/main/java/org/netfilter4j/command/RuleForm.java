package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.InterfacePattern;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.nft.NormalForm;

/** A rule as the tools of a mode read it back: what they list, and what they compare. */
final class RuleForm {
  private RuleForm() {}

  /** The rule as it is listed. */
  static Rule listed(Rule rule, Mode mode) {
    return NormalForm.of(rule, mode);
  }

  /** Whether {@code -D} and {@code -C} take the rules for the same. */
  static boolean same(Rule one, Rule other, Mode mode) {
    // What no form changes comes first: a search asks this of every rule of a chain.
    if (!one.target().equals(other.target())
        || !one.selector().source().equals(other.selector().source())
        || !one.selector().destination().equals(other.selector().destination())) {
      return false;
    }
    Rule a = listed(one, mode);
    Rule b = listed(other, mode);
    return same(a.matches(), b.matches(), one.family()) && same(a.selector(), b.selector(), mode);
  }

  /**
   * The rule in a form that equals another's where {@link #same} holds, or where one is the other
   * as the kernel hands it back.
   */
  static Rule comparable(Rule rule, Mode mode) {
    Rule listed = listed(rule, mode);
    Selector of = listed.selector();
    boolean given = of.protocolGiven() && mode == Mode.LEGACY && rule.family() == Family.IPV6;
    Selector selector =
        new Selector(
            of.source(),
            of.notSource(),
            of.destination(),
            of.notDestination(),
            isEmpty(of.in()) ? InterfacePattern.ANY : of.in(),
            of.notIn(),
            isEmpty(of.out()) ? InterfacePattern.ANY : of.out(),
            of.notOut(),
            of.protocol(),
            of.notProtocol(),
            given,
            of.fragment(),
            of.notFragment());
    List<Match> matches = new ArrayList<>(listed.matches().size());
    for (Match match : listed.matches()) {
      matches.add(compared(match, rule.family()));
    }
    Target target = rule.target();
    return new Rule(
        selector,
        matches,
        target instanceof Target.Extended extended ? readBack(extended, rule.family()) : target);
  }

  private static boolean same(List<Match> a, List<Match> b, Family family) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!a.get(i).equals(b.get(i))
          && !compared(a.get(i), family).equals(compared(b.get(i), family))) {
        return false;
      }
    }
    return true;
  }

  private static <T extends Target.Extended> Target readBack(T target, Family family) {
    return Extensions.of(target, family).readBack(target);
  }

  private static <M extends Match> Match compared(M match, Family family) {
    return Extensions.of(match, family).compared(match);
  }

  /** The tools compare the bytes under the mask, of which neither a "+" nor no name has any. */
  private static boolean same(InterfacePattern a, InterfacePattern b) {
    return a.values().equals(b.values()) || (isEmpty(a) && isEmpty(b));
  }

  private static boolean isEmpty(InterfacePattern name) {
    return name.isAny() || name.text().equals("+");
  }

  private static boolean same(Selector a, Selector b, Mode mode) {
    return a.source().equals(b.source())
        && a.notSource() == b.notSource()
        && a.destination().equals(b.destination())
        && a.notDestination() == b.notDestination()
        && same(a.in(), b.in())
        && a.notIn() == b.notIn()
        && same(a.out(), b.out())
        && a.notOut() == b.notOut()
        && a.protocol() == b.protocol()
        && a.notProtocol() == b.notProtocol()
        && (mode == Mode.NFT || a.protocolGiven() == b.protocolGiven() || a.family() == Family.IPV4)
        && a.fragment() == b.fragment()
        && a.notFragment() == b.notFragment();
  }
}
