package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.CheckContext;
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

/** {@code -m ipcomp}: the index of a compressed payload (xt_ipcomp.c, revision 0). */
public final class Ipcomp extends MatchDescriptor<Ipcomp.Data> {
  private static final Option<Interval> SPI = SpiTest.option("ipcompspi");
  private static final Option<Boolean> RESERVED =
      Option.flag("compres").help("kept with the rule, but the kernel does not look at it");

  /** Where nothing is asked for, the index 0 is. */
  private static final Interval ZERO = new Interval(0, 0);

  /** struct xt_ipcomp. */
  public record Data(SpiTest spi, boolean reserved) implements Match {
    @Override
    public String name() {
      return "ipcomp";
    }
  }

  public Ipcomp() {
    super("ipcomp", Data.class, SPI, RESERVED);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(SpiTest.of(args, SPI, ZERO), args.has(RESERVED));
  }

  @Override
  public void save(Data match, Words out) {
    match.spi.save("ipcompspi", out);
    if (match.reserved) {
      out.option("compres", false);
    }
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" comp ");
    match.spi.list("", out);
    out.add(match.reserved ? " reserved" : "");
  }

  @Override
  public boolean translate(Data match, Translation out) {
    out.test("comp cpi", match.spi.inverted(), match.spi.range().text("-"));
    return true;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return context.onlyProtocol(IpProtocol.IPCOMP) ? null : Errno.EINVAL;
  }

  /** struct xt_ipcomp: two indexes, what is inverted, whether the reserved bits count. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 12, Ipcomp::write, Ipcomp::read));
  }

  private static void write(Data match, StructBytes out) {
    match.spi.write(out);
    out.flag(8, match.spi.inverted());
    out.flag(9, match.reserved);
  }

  private static Data read(StructBytes in) {
    return new Data(SpiTest.read(in, in.known(in.u8(8), 1) != 0), in.flag(9));
  }

  /** The index has 16 bits here and stands behind next header and flags (RFC 3173). */
  @Override
  public Condition condition(Data match, Lowering lowering) {
    return match.spi.condition(4, 2, 2);
  }
}
