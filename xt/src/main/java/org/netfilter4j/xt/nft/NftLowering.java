package org.netfilter4j.xt.nft;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Values;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.wire.nft.Expression.Cmp;
import org.netfilter4j.wire.nft.Expression.Data;
import org.netfilter4j.wire.nft.Expression.Meta;
import org.netfilter4j.wire.nft.Expression.Payload;
import org.netfilter4j.wire.nft.Expression.Payload.Base;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.lower.RuleLowering;

/**
 * The meaning of a rule's expressions in the kernel. A load of bytes that are not there ends the
 * rule without a match, whatever would have been compared; nothing but a match in its x_tables
 * struct drops a packet on sight.
 */
public final class NftLowering {
  private static final int LAST_PORT = 0xffff;

  private final Family family;

  /** Whether the rule has asked for a protocol before, so that ports are ports. */
  private boolean protocolKnown;

  private NftLowering(Family family) {
    this.family = family;
  }

  /**
   * Lowers a rule as its mode means it.
   *
   * @param lowering as in {@link RuleLowering#of}
   */
  public static RuleLowering of(Rule rule, Mode mode, IntFunction<Lowering> lowering) {
    return switch (mode) {
      case LEGACY -> RuleLowering.of(rule, lowering);
      case NFT -> new NftLowering(rule.family()).lower(rule, lowering);
    };
  }

  private RuleLowering lower(Rule rule, IntFunction<Lowering> lowering) {
    List<Condition> conditions = new ArrayList<>();
    List<Expression> expressions = new ArrayList<>();
    SelectorCodec.encode(rule.selector(), expressions);
    lower(expressions, lowering.apply(0), conditions);
    int index = 0;
    for (Match match : rule.matches()) {
      expressions.clear();
      RuleEncoder.encode(match, family, expressions);
      lower(expressions, lowering.apply(index++), conditions);
    }
    return new RuleLowering(
        List.copyOf(conditions), RuleLowering.action(rule.target(), family, lowering.apply(index)));
  }

  private void lower(List<Expression> expressions, Lowering lowering, List<Condition> out) {
    Expression.Load load = null;
    Expression.Bitwise mask = null;
    for (Expression expression : expressions) {
      switch (expression) {
        case Expression.Load loaded -> {
          load = loaded;
          mask = null;
        }
        case Expression.Bitwise bitwise -> mask = bitwise;
        case Expression.Limit limit ->
            out.add(
                new Condition.Probe(
                    lowering.state(LimitBucket.class, () -> new LimitBucket(limit))));
        case Expression.Test test -> out.add(test(new Statement(load, mask, test)));
        case Expression.CompatMatch compat -> out.add(condition(compat.match(), lowering));
        case Expression.CompatTarget _,
            Expression.Immediate _,
            Expression.Counter _,
            Expression.Trace _,
            Expression.Log _ -> {}
      }
    }
  }

  private <M extends Match> Condition condition(M match, Lowering lowering) {
    return Extensions.of(match, family).condition(match, lowering);
  }

  private Condition test(Statement statement) {
    return switch (statement.load()) {
      case Meta meta -> meta(meta.key(), statement);
      case Payload payload -> payload(payload, statement);
      case Expression.Other _ ->
          throw new IllegalArgumentException("not of iptables: " + statement);
      case null -> throw new IllegalArgumentException("nothing loaded: " + statement);
    };
  }

  private Condition meta(Meta.Key key, Statement statement) {
    Data data = data(statement);
    return switch (key) {
      case IIFNAME -> device(Field.Interface.IN, data, statement);
      case OIFNAME -> device(Field.Interface.OUT, data, statement);
      case MARK -> {
        long mask = statement.mask() == null ? 0xffff_ffffL : statement.mask().mask().number();
        yield new Condition.Test(Field.Meta.MARK, new Values.Masked(data.number(), mask))
            .not(statement.inverted());
      }
      case L4PROTO -> {
        protocolKnown = !statement.inverted();
        yield protocol((int) data.number(), statement.inverted());
      }
    };
  }

  /** In IPv6 an authentication header is a transport protocol to nf_tables (IP6_FH_F_AUTH). */
  private Condition protocol(int number, boolean inverted) {
    Condition other = compare(Field.Header.PROTOCOL, Values.exactly(number), inverted);
    if (family == Family.IPV4) {
      return other;
    }
    Condition authenticated = new Condition.Present(AuthenticationHeader.FIRST);
    if (inverted == (number == IpProtocol.AH)) {
      return Condition.all(other, new Condition.Not(authenticated));
    }
    return number == IpProtocol.AH ? authenticated : Condition.any(other, authenticated);
  }

  private static Condition device(Field.Interface field, Data data, Statement statement) {
    Values.Name name =
        new Values.Name(SelectorCodec.deviceName(data), !SelectorCodec.isExact(data));
    return new Condition.Test(field, name).not(statement.inverted());
  }

  private Condition payload(Payload payload, Statement statement) {
    if (payload.base() == Base.TRANSPORT) {
      return transport(payload, statement);
    }
    if (family == Family.IPV4 && SelectorCodec.isFragment(statement)) {
      return new Condition.Test(Field.Header.FRAGMENT_OFFSET, Values.exactly(0))
          .not(statement.inverted());
    }
    Field.Header field =
        payload.offset() == SelectorCodec.sourceOffset(family)
            ? Field.Header.SOURCE_ADDRESS
            : Field.Header.DESTINATION_ADDRESS;
    return new Condition.Test(
            field, new Values.Network(SelectorCodec.address(family, statement, data(statement))))
        .not(statement.inverted());
  }

  private Condition transport(Payload payload, Statement statement) {
    boolean inverted = statement.inverted();
    if (payload.length() == 4 && protocolKnown) {
      long ports = data(statement).number();
      Condition both =
          Condition.all(
              new Condition.Test(Field.Header.SOURCE_PORT, Values.exactly(ports >>> 16)),
              new Condition.Test(Field.Header.DESTINATION_PORT, Values.exactly(ports & LAST_PORT)));
      // With one "!" for both: not this pair.
      return inverted
          ? Condition.all(
              new Condition.Present(Field.Header.DESTINATION_PORT), new Condition.Not(both))
          : both;
    }
    return compare(field(payload), values(statement), inverted);
  }

  /** A port by its name where it is one; any protocol has bytes there. */
  private Field field(Payload payload) {
    if (protocolKnown) {
      switch (payload.offset()) {
        case 0 -> {
          return Field.Header.SOURCE_PORT;
        }
        case 2 -> {
          return Field.Header.DESTINATION_PORT;
        }
        case 13 -> {
          return Field.Header.TCP_FLAGS;
        }
        default -> {}
      }
    }
    return new Field.Slice(Field.Slice.Base.TRANSPORT, payload.offset(), payload.length());
  }

  /** True where the field is there and passes; false where it is not there, inverted or not. */
  private static Condition compare(Field field, Values values, boolean inverted) {
    Condition test = new Condition.Test(field, values);
    return inverted ? Condition.all(new Condition.Present(field), new Condition.Not(test)) : test;
  }

  private static Values values(Statement statement) {
    return switch (statement.test()) {
      case Expression.Range range -> new Values.Range(range.from().number(), range.to().number());
      case Cmp cmp -> {
        long value = cmp.data().number();
        Expression.Bitwise mask = statement.mask();
        if (mask != null) {
          yield new Values.Masked(value, mask.mask().number());
        }
        long last = cmp.data().length() >= 8 ? -1 : (1L << (8 * cmp.data().length())) - 1;
        yield switch (cmp.operator()) {
          case EQ, NEQ -> Values.exactly(value);
          case LT -> value == 0 ? new Values.Ranges(List.of()) : new Values.Range(0, value - 1);
          case LTE -> new Values.Range(0, value);
          case GT ->
              value == last ? new Values.Ranges(List.of()) : new Values.Range(value + 1, last);
          case GTE -> new Values.Range(value, last);
        };
      }
      case Expression.Limit _ -> throw new IllegalArgumentException("no comparison: " + statement);
    };
  }

  private static Data data(Statement statement) {
    if (statement.test() instanceof Cmp cmp) {
      return cmp.data();
    }
    throw new IllegalArgumentException("no comparison with one value: " + statement);
  }
}
