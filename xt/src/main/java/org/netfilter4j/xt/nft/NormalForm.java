package org.netfilter4j.xt.nft;

import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;

/**
 * A rule as its mode lists it: in legacy mode as it is, in nft mode as iptables-nft reads it back.
 * Two rules are the same to {@code -C} and {@code -D} where their normal forms are equal.
 *
 * <p>The rule itself must be kept: {@code -m tcp --sport 1 -m tcp --sport 2} never matches, and is
 * listed as {@code --sport 2}.
 */
public final class NormalForm {
  private NormalForm() {}

  public static Rule of(Rule rule, Mode mode) {
    return mode == Mode.LEGACY || isNormal(rule)
        ? rule
        : RuleDecoder.decode(rule.family(), RuleEncoder.encode(rule));
  }

  /** Whether a look suffices to say that nothing would change. */
  private static boolean isNormal(Rule rule) {
    Selector selector = rule.selector();
    if (selector.in().text().equals("+")
        || selector.out().text().equals("+")
        || selector.protocolGiven() != (selector.protocol() != 0)) {
      return false;
    }
    for (Match match : rule.matches()) {
      if (RuleEncoder.nativeForm(match, rule.family()) != null) {
        return false;
      }
    }
    return true;
  }
}
