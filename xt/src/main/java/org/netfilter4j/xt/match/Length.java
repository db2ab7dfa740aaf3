package org.netfilter4j.xt.match;

import java.util.List;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m length}: the bytes from the network header on (xt_length.c, revision 0). */
public final class Length extends MatchDescriptor<Length.Data> {
  private static final Option<Interval> LENGTH =
      Option.of("length", Interval.shorts())
          .allowInversion()
          .makeMandatory()
          .help("bytes of the packet with its headers, or from one length to another");

  /** struct xt_length_info. */
  public record Data(Interval range, boolean inverted) implements Match {
    @Override
    public String name() {
      return "length";
    }
  }

  public Length() {
    super("length", Data.class, LENGTH);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(LENGTH), args.inverted(LENGTH));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("length", match.inverted, match.range.toString());
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" length " + (match.inverted ? "!" : "") + match.range);
  }

  @Override
  public boolean translate(Data match, Translation out) {
    out.test("meta length", match.inverted, match.range.text("-"));
    return true;
  }

  /** struct xt_length_info: from, to, and whether it is inverted. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 6, Length::write, Length::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u16(0, (int) match.range.low());
    out.u16(2, (int) match.range.high());
    out.flag(4, match.inverted);
  }

  private static Data read(StructBytes in) {
    return new Data(new Interval(in.u16(0), in.u16(2)), in.flag(4));
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return new Condition.Test(Field.Meta.LENGTH, match.range.values()).not(match.inverted);
  }
}
