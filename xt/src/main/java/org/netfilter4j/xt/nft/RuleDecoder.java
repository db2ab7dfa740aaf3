package org.netfilter4j.xt.nft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.InterfacePattern;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.Target;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.wire.nft.Expression.Data;
import org.netfilter4j.wire.nft.Expression.Meta;
import org.netfilter4j.wire.nft.Expression.Payload;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.match.Comment;

/**
 * Reads expressions as {@code iptables-nft -S} does. What it can't make sense of it leaves out, as
 * the C tool does.
 */
public final class RuleDecoder {
  private final Family family;
  private final List<Match> matches = new ArrayList<>();

  /** Where the one match stands that a merging extension has made. */
  private final Map<NativeForm<?>, Integer> merged = new HashMap<>();

  private MaskedAddress source;
  private boolean notSource;
  private MaskedAddress destination;
  private boolean notDestination;
  private InterfacePattern in = InterfacePattern.ANY;
  private boolean notIn;
  private InterfacePattern out = InterfacePattern.ANY;
  private boolean notOut;
  private int protocol;
  private boolean notProtocol;
  private boolean fragment;
  private boolean notFragment;
  private Target target = Target.NONE;

  /** Why the rule can't be read; null where it can. */
  private @Nullable List<String> unread;

  private RuleDecoder(Family family) {
    this.family = family;
    source = MaskedAddress.any(family);
    destination = source;
  }

  public static Rule decode(Family family, List<Expression> expressions) {
    return decode(family, expressions, null);
  }

  /**
   * Reads expressions with the comment that is kept beside them.
   *
   * @param comment null where there is none
   */
  public static Rule decode(Family family, List<Expression> expressions, @Nullable String comment) {
    RuleDecoder decoder = new RuleDecoder(family);
    decoder.read(expressions);
    if (comment != null) {
      decoder.matches.add(new Comment.Data(comment));
    }
    return decoder.rule();
  }

  private void read(List<Expression> expressions) {
    Expression.Load load = null;
    Expression.Bitwise mask = null;
    for (Expression expression : expressions) {
      switch (expression) {
        case Expression.Other other when !Foreign.isLoad(other) -> {}
        case Expression.Load loaded -> {
          load = loaded;
          mask = null;
          if (loaded instanceof Expression.Other other) {
            unread(Foreign.fault(other));
          }
        }
        case Expression.Bitwise bitwise -> mask = bitwise;
        case Expression.Limit limit -> statement(new Statement(null, null, limit));
        case Expression.Test test -> statement(new Statement(load, mask, test));
        case Expression.CompatMatch match -> matches.add(match.match());
        case Expression.CompatTarget compat -> target = compat.target();
        case Expression.Immediate immediate -> target = immediate.target();
        case Expression.Trace _, Expression.Log _ -> {
          NativeTarget<?> form = Extensions.nativeTarget(expression);
          target = form.decode(expression);
        }
        case Expression.Counter _ -> {}
      }
    }
  }

  private void statement(Statement statement) {
    if (!(statement.test() instanceof Expression.Cmp cmp && selector(statement, cmp.data()))) {
      for (NativeForm<?> form : Extensions.nativeForms()) {
        if (match(form, statement)) {
          return;
        }
      }
      foreign(statement);
    }
  }

  private void foreign(Statement statement) {
    Match match = Foreign.match(family, protocol, statement);
    if (match != null) {
      matches.add(match);
    } else if (Foreign.isProtocol(family, statement)
        && statement.test() instanceof Expression.Cmp cmp) {
      protocol = (int) cmp.data().number();
      notProtocol = statement.inverted();
    } else {
      unread(Foreign.fault(family, protocol, statement));
    }
  }

  private void unread(@Nullable String reason) {
    if (reason != null) {
      List<String> before = unread == null ? List.of() : unread;
      unread = new ArrayList<>(before);
      unread.add(reason);
    }
  }

  /** Whether the statement is part of the selector. */
  private boolean selector(Statement statement, Data data) {
    boolean inverted = statement.inverted();
    if (statement.loads(Meta.Key.IIFNAME)) {
      in = SelectorCodec.device(data);
      notIn = inverted || SelectorCodec.isNoInterface(data);
    } else if (statement.loads(Meta.Key.OIFNAME)) {
      out = SelectorCodec.device(data);
      notOut = inverted || SelectorCodec.isNoInterface(data);
    } else if (statement.loads(Meta.Key.L4PROTO)) {
      protocol = (int) data.number();
      notProtocol = inverted;
    } else if (family == Family.IPV4 && SelectorCodec.isFragment(statement)) {
      fragment = true;
      notFragment = !inverted;
    } else if (loadsAddress(statement, SelectorCodec.sourceOffset(family))) {
      source = SelectorCodec.address(family, statement, data);
      notSource = inverted;
    } else if (loadsAddress(statement, SelectorCodec.destinationOffset(family))) {
      destination = SelectorCodec.address(family, statement, data);
      notDestination = inverted;
    } else {
      return false;
    }
    return true;
  }

  private static boolean loadsAddress(Statement statement, int offset) {
    return statement.load() instanceof Payload payload
        && payload.base() == Payload.Base.NETWORK
        && payload.offset() == offset;
  }

  private <M extends Match> boolean match(NativeForm<M> form, Statement statement) {
    Integer place = form.merges() ? merged.get(form) : null;
    // The form itself has put it there.
    @SuppressWarnings("unchecked")
    @Nullable M earlier = place == null ? null : (M) matches.get(place);
    M read = form.decode(statement, protocol, earlier);
    if (read == null) {
      return false;
    }
    if (place != null) {
      matches.set(place, read);
    } else {
      if (form.merges()) {
        merged.put(form, matches.size());
      }
      matches.add(read);
    }
    return true;
  }

  private Rule rule() {
    Selector selector =
        new Selector(
            source,
            notSource,
            destination,
            notDestination,
            in,
            notIn,
            out,
            notOut,
            protocol,
            notProtocol,
            protocol != 0,
            fragment,
            notFragment);
    if (unread != null) {
      matches.add(new Unreadable(unread));
    }
    return new Rule(selector, matches, target);
  }
}
