package org.netfilter4j.xt.match;

import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Field;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * A number, or numbers from one to another, and "!".
 *
 * @param range {@link Interval#ALL} where none was given
 * @param isGiven whether one was, which structs keep
 */
public record IntervalTest(Interval range, boolean inverted, boolean isGiven) {
  private static final IntervalTest NONE = new IntervalTest(Interval.ALL, false, false);

  static IntervalTest of(Args args, Option<Interval> option) {
    Interval range = args.get(option);
    return range == null ? NONE : new IntervalTest(range, args.inverted(option), true);
  }

  /** Of an option that takes one number. */
  static IntervalTest number(Args args, Option<Long> option) {
    Long number = args.get(option);
    return number == null
        ? NONE
        : new IntervalTest(new Interval(number, number), args.inverted(option), true);
  }

  /** Writes the two ends. */
  void write(StructBytes out, int offset) {
    out.u32(offset, range.low());
    out.u32(offset + 4, range.high());
  }

  /**
   * Reads the two ends.
   *
   * @param low where the lower one is
   * @param high where the upper one is: the same where one number is all there is
   */
  static IntervalTest read(StructBytes in, int low, int high, boolean given, boolean inverted) {
    return given ? new IntervalTest(new Interval(in.u32(low), in.u32(high)), inverted, true) : NONE;
  }

  /** Whether it is printed. */
  private boolean isSaid() {
    return !range.isAll();
  }

  /** Prints {@code ! --name 1:5}; all numbers are not printed, and so neither is their "!". */
  void save(Option<?> option, Words out) {
    if (out.isExact() ? isGiven : isSaid()) {
      out.option(option.name(), inverted, range.toString());
    }
  }

  /** Prints {@code word:5} or {@code words:!1:5}. */
  void list(String word, Listing out) {
    if (isSaid() || inverted) {
      out.add(word + (range.low() == range.high() ? ":" : "s:") + (inverted ? "!" : "") + range);
    }
  }

  /** Adds {@code key != 1-5}. */
  void translate(String key, Translation out) {
    if (isSaid()) {
      out.test(key, inverted, range.text("-"));
    }
  }

  /** A test of a field that is there. */
  Condition condition(Field field) {
    return new Condition.Test(field, range.values()).not(inverted);
  }
}
