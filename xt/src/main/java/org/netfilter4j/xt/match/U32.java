package org.netfilter4j.xt.match;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.lower.Reading;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.U32Expression;

/** {@code -m u32}: numbers of four bytes anywhere in the packet (xt_u32.c, revision 0). */
public final class U32 extends MatchDescriptor<U32.Data> {
  private static final Option<U32Expression> TESTS =
      Option.of("u32", U32Expression.syntax())
          .allowInversion()
          .makeMandatory()
          .help("such as 6&0xFF=6,17&&8>>24=1:5, from the IP header on");

  /** struct xt_u32. */
  public record Data(U32Expression expression, boolean inverted) implements Match {
    @Override
    public String name() {
      return "u32";
    }
  }

  public U32() {
    super("u32", Data.class, TESTS);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(TESTS), args.inverted(TESTS));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("u32", match.inverted, "\"" + match.expression + "\"");
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(match.inverted ? " u32 ! \"" : " u32 \"").add(match.expression + "\"");
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return match.expression.hasWideShift() ? Errno.EINVAL : null;
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return new Condition.Test(new Holds(match.expression), Values.exactly(1)).not(match.inverted);
  }

  /** 1 where all tests hold, else 0; unknown where they read what was not captured. */
  private record Holds(U32Expression expression) implements Reading {
    private static final long OUTSIDE = -1;
    private static final long NOT_CAPTURED = -2;

    @Override
    public Source source() {
      return Source.PACKET;
    }

    @Override
    public Label label() {
      return new Label("u32 " + expression, "u32 " + expression);
    }

    @Override
    public Presence read(Context context, Cell into) {
      for (int i = 0; i < expression.tests().size(); i++) {
        U32Expression.Test test = expression.tests().get(i);
        long number = number(test, context.packet());
        if (number == NOT_CAPTURED) {
          return Presence.UNKNOWN;
        }
        if (number == OUTSIDE || !among(test, number)) {
          into.number(0);
          return Presence.PRESENT;
        }
      }
      into.number(1);
      return Presence.PRESENT;
    }

    @Override
    public @Nullable Label explain(Context context, Values values, Outcome outcome) {
      if (outcome == Outcome.UNKNOWN) {
        return null;
      }
      boolean holds = outcome == Outcome.TRUE;
      return new Label(
          "u32 " + expression + (holds ? " holds" : " does not hold"),
          "u32 " + expression + (holds ? " 成立" : " 不成立"));
    }

    private static long number(U32Expression.Test test, Packet packet) {
      long start = 0;
      long value = 0;
      for (int i = 0; i < test.steps().size(); i++) {
        U32Expression.Step step = test.steps().get(i);
        int operand = step.number();
        switch (step.operator()) {
          case AND -> value &= Integer.toUnsignedLong(operand);
          case LEFT -> value = Integer.toUnsignedLong((int) value << operand);
          case RIGHT -> value = (int) value >>> operand;
          case LOAD, AT -> {
            start += value;
            value = load(packet, start + Integer.toUnsignedLong(operand));
            if (value < 0) {
              return value;
            }
          }
        }
        value &= 0xffff_ffffL;
      }
      return value;
    }

    private static long load(Packet packet, long at) {
      if (at + 4 > packet.totalLength()) {
        return OUTSIDE;
      }
      return at + 4 > packet.length() ? NOT_CAPTURED : packet.intAt((int) at);
    }

    private static boolean among(U32Expression.Test test, long number) {
      for (int i = 0; i < test.ranges().size(); i++) {
        Interval range = test.ranges().get(i);
        if (range.low() <= number && number <= range.high()) {
          return true;
        }
      }
      return false;
    }
  }
}
