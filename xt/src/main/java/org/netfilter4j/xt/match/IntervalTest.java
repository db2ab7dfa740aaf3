package org.netfilter4j.xt.match;

import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Field;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.Option;

/** A number, or numbers from one to another, and "!"; {@link Interval#ALL} where none was given. */
public record IntervalTest(Interval range, boolean inverted) {

  static IntervalTest of(Args args, Option<Interval> option) {
    return new IntervalTest(args.get(option, Interval.ALL), args.inverted(option));
  }

  /** Of an option that takes one number. */
  static IntervalTest number(Args args, Option<Long> option) {
    Long number = args.get(option);
    return number == null
        ? new IntervalTest(Interval.ALL, false)
        : new IntervalTest(new Interval(number, number), args.inverted(option));
  }

  boolean isGiven() {
    return !range.isAll();
  }

  /** Prints {@code ! --name 1:5}; all numbers are not printed, and so neither is their "!". */
  void save(Option<?> option, Words out) {
    if (isGiven()) {
      out.option(option.name(), inverted, range.toString());
    }
  }

  /** Prints {@code word:5} or {@code words:!1:5}. */
  void list(String word, Listing out) {
    if (isGiven() || inverted) {
      out.add(word + (range.low() == range.high() ? ":" : "s:") + (inverted ? "!" : "") + range);
    }
  }

  /** Adds {@code key != 1-5}. */
  void translate(String key, Translation out) {
    if (isGiven()) {
      out.test(key, inverted, range.text("-"));
    }
  }

  /** A test of a field that is there. */
  Condition condition(Field field) {
    return new Condition.Test(field, range.values()).not(inverted);
  }
}
