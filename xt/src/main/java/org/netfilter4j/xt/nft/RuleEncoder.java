package org.netfilter4j.xt.nft;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Target;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.MatchExtension;
import org.netfilter4j.xt.TargetExtension;

/** Writes a rule as the list of expressions that {@code iptables-nft -A} sends (nft_ipv4_add). */
public final class RuleEncoder {
  private RuleEncoder() {}

  public static List<Expression> encode(Rule rule) {
    List<Expression> out = new ArrayList<>();
    SelectorCodec.encode(rule.selector(), out);
    for (Match match : rule.matches()) {
      encode(match, rule.family(), out);
    }
    out.add(new Expression.Counter());
    // Not a switch over the types: the JVM would make a class for it, in each start.
    if (rule.target() instanceof Target.Extended extended) {
      out.add(encode(extended, rule.family()));
    } else if (!(rule.target() instanceof Target.None)) {
      out.add(new Expression.Immediate(rule.target()));
    }
    return out;
  }

  /** Appends one match, in its native form if it has one. */
  static <M extends Match> void encode(M match, Family family, List<Expression> out) {
    NativeForm<M> form = nativeForm(match, family);
    if (form == null || !form.encode(match, out)) {
      out.add(new Expression.CompatMatch(match));
    }
  }

  private static <T extends Target.Extended> Expression encode(T target, Family family) {
    TargetExtension<T> extension = Extensions.of(target, family);
    // An extension's native form is that of its own targets.
    @SuppressWarnings("unchecked")
    NativeTarget<T> form =
        extension instanceof NativeTarget<?> found ? (NativeTarget<T>) found : null;
    return form == null ? new Expression.CompatTarget(target) : form.encode(target);
  }

  // An extension's native form is that of its own matches.
  @SuppressWarnings("unchecked")
  static <M extends Match> @org.jspecify.annotations.Nullable NativeForm<M> nativeForm(
      M match, Family family) {
    MatchExtension<M> extension = Extensions.of(match, family);
    return extension instanceof NativeForm<?> form ? (NativeForm<M>) form : null;
  }
}
