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
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m tcpmss}: the MSS that a TCP header announces (xt_tcpmss.c, revision 0). */
public final class Tcpmss extends MatchDescriptor<Tcpmss.Data> {
  private static final Option<Interval> MSS =
      Option.of("mss", Interval.shorts().map(Tcpmss::ascending))
          .allowInversion()
          .makeMandatory()
          .help("the announced MSS, or from one to another");

  /** struct xt_tcpmss_match_info. */
  public record Data(Interval mss, boolean inverted) implements Match {
    @Override
    public String name() {
      return "tcpmss";
    }
  }

  public Tcpmss() {
    super("tcpmss", Data.class, MSS);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(MSS), args.inverted(MSS));
  }

  private static Interval ascending(Interval mss) {
    if (mss.high() < mss.low()) {
      throw Rejected.parameter("tcpmss: invalid range given");
    }
    return mss;
  }

  @Override
  public void save(Data match, Words out) {
    out.option("mss", match.inverted, match.mss.toString());
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" tcpmss match " + (match.inverted ? "!" : "") + match.mss);
  }

  @Override
  public boolean translate(Data match, Translation out) {
    out.test("tcp option maxseg size", match.inverted, match.mss.text("-"));
    return true;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return context.onlyProtocol(IpProtocol.TCP) ? null : Errno.EINVAL;
  }

  /** struct xt_tcpmss_match_info: the range of 16-bit numbers, whether inverted. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 6, Tcpmss::write, Tcpmss::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u16(0, (int) match.mss.low());
    out.u16(2, (int) match.mss.high());
    out.flag(4, match.inverted);
  }

  private static Data read(StructBytes in) {
    return new Data(new Interval(in.u16(0), in.u16(2)), in.flag(4));
  }

  /** A header that announces none matches with "!"; one that is cut short is dropped. */
  @Override
  public Condition condition(Data match, Lowering lowering) {
    return Condition.all(
        new Condition.Require(TcpHeader.WHOLE),
        new Condition.Test(TcpHeader.MSS, match.mss.values()).not(match.inverted));
  }
}
