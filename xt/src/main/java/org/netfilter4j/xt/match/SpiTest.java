package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Field;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.StructBytes;

/** What ah, esp and ipcomp ask of the security parameters index: {@code spis} and invflags. */
public record SpiTest(Interval range, boolean inverted) {

  /** An option for an index or a range of them. */
  static Option<Interval> option(String name) {
    return Option.of(name, Interval.syntax())
        .allowInversion()
        .help("the security parameters index, or from one to another");
  }

  static SpiTest of(Args args, Option<Interval> option, Interval otherwise) {
    return new SpiTest(args.get(option, otherwise), args.inverted(option));
  }

  /** Prints {@code ! --espspi 1:5}; all indexes are not printed, and so neither is their "!". */
  void save(String option, Words out) {
    if (!range.equals(Interval.ALL)) {
      out.option(option, inverted, range.toString());
    }
  }

  /** Prints {@code spi:5} or {@code spis:!1:5}, nothing for all. */
  void list(String before, Listing out) {
    if (inverted || !range.equals(Interval.ALL)) {
      out.add(before + (range.low() == range.high() ? "spi:" : "spis:"));
      out.add((inverted ? "!" : "") + range);
    }
  }

  /** Adds a test of that key; false where all indexes are meant, and nothing is added. */
  boolean translate(String key, Translation out) {
    boolean asks = !range.equals(Interval.ALL);
    if (asks) {
      out.test(key, inverted, range.text("-"));
    }
    return asks;
  }

  /** Writes {@code spis}. */
  void write(StructBytes out) {
    out.u32(0, range.low());
    out.u32(4, range.high());
  }

  static SpiTest read(StructBytes in, boolean inverted) {
    return new SpiTest(new Interval(in.u32(0), in.u32(4)), inverted);
  }

  Condition condition(Field index) {
    return new Condition.Test(index, range.values()).not(inverted);
  }

  /** A test of a number in a header of that many bytes, which must all be there. */
  Condition condition(int header, int offset, int length) {
    List<Condition> parts = new ArrayList<>(Headers.whole(header));
    parts.add(condition(new Field.Slice(Field.Slice.Base.TRANSPORT, offset, length)));
    return new Condition.All(parts);
  }
}
