package org.netfilter4j.xt.match;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Values;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Reading;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.U32Expression;

/** 1 where all tests hold, else 0; unknown where they read what was not captured. */
record U32Test(U32Expression expression) implements Reading {
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
