package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m ah} of IPv6: what an authentication header says (ip6t_ah.c, revision 0). */
public final class Ah6 extends MatchDescriptor<Ah6.Data> {
  private static final Option<Interval> SPI = SpiTest.option("ahspi");
  private static final Option<Long> LENGTH =
      Option.of("ahlen", Syntaxes.number(0, 0xffff_ffffL))
          .allowInversion()
          .help("the header's length in bytes; 0 for any");
  private static final Option<Boolean> RESERVED =
      Option.flag("ahres").help("the reserved bytes are zero");

  /** struct ip6t_ah. */
  public record Data(SpiTest spi, long length, boolean notLength, boolean reserved)
      implements Match {
    @Override
    public String name() {
      return "ah";
    }

    private boolean asksLength() {
      return length != 0 || notLength;
    }
  }

  public Ah6() {
    super("ah", Family.IPV6, Data.class, SPI, LENGTH, RESERVED);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    SpiTest spi = SpiTest.of(args, SPI, Interval.ALL);
    return new Data(spi, args.get(LENGTH, 0L), args.inverted(LENGTH), args.has(RESERVED));
  }

  @Override
  public void save(Data match, Words out) {
    match.spi.save("ahspi", out);
    if (match.asksLength()) {
      out.option("ahlen", match.notLength, Long.toString(match.length));
    }
    if (match.reserved) {
      out.option("ahres", false);
    }
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" ah ");
    match.spi.list("", out);
    if (match.asksLength()) {
      out.add("length:" + (match.notLength ? "!" : "") + match.length);
    }
    out.add(match.reserved ? " reserved" : "");
  }

  @Override
  public boolean translate(Data match, Translation out) {
    boolean any = !match.spi.translate("ah spi", out);
    if (match.asksLength()) {
      out.test("ah hdrlength", match.notLength, Long.toString(match.length));
    }
    if (match.reserved) {
      out.add("ah reserved 1");
    } else if (any && !match.asksLength()) {
      out.add("meta l4proto ah");
    }
    return true;
  }

  /**
   * struct ip6t_ah: two indexes, the length, whether the reserved bytes count, what is inverted.
   */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 16, Ah6::write, Ah6::read));
  }

  private static void write(Data match, StructBytes out) {
    match.spi.write(out);
    out.u32(8, match.length);
    out.flag(12, match.reserved);
    out.u8(13, (match.spi.inverted() ? 1 : 0) | (match.notLength ? 2 : 0));
  }

  private static Data read(StructBytes in) {
    int inverted = in.known(in.u8(13), 3);
    return new Data(
        SpiTest.read(in, (inverted & 1) != 0), in.u32(8), (inverted & 2) != 0, in.flag(12));
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    List<Condition> parts = new ArrayList<>();
    parts.add(new Condition.Require(AuthenticationHeader6.THERE));
    parts.add(new Condition.Test(AuthenticationHeader6.THERE, Values.exactly(1)));
    parts.add(match.spi.condition(AuthenticationHeader6.SPI));
    if (match.length != 0) {
      Condition length =
          new Condition.Test(AuthenticationHeader6.LENGTH, Values.exactly(match.length));
      parts.add(length.not(match.notLength));
    }
    if (match.reserved) {
      parts.add(new Condition.Test(AuthenticationHeader6.RESERVED, Values.exactly(0)));
    }
    return new Condition.All(parts);
  }
}
