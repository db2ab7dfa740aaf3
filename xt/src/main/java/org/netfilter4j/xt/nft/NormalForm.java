package org.netfilter4j.xt.nft;

import java.util.List;
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
    List<Match> matches = rule.matches();
    for (int i = 0; i < matches.size(); i++) {
      Match match = matches.get(i);
      for (int j = 0; j < i; j++) {
        if (matches.get(j).name().equals(match.name())) {
          return false;
        }
      }
      if (!isSettled(match, rule)) {
        return false;
      }
    }
    return true;
  }

  private static <M extends Match> boolean isSettled(M match, Rule rule) {
    NativeForm<M> form = RuleEncoder.nativeForm(match, rule.family());
    return form == null || form.isSettled(match, rule.selector().protocol());
  }
}
