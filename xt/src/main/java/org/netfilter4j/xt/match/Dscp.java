package org.netfilter4j.xt.match;

import java.util.List;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.CodePoint;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m dscp}: the code point in the TOS byte (xt_dscp.c, revision 0). */
public final class Dscp extends MatchDescriptor<Dscp.Data> {
  private static final Option<Integer> NUMBER =
      CodePoint.number("dscp", "dscp-class").allowInversion();
  private static final Option<Integer> NAMED =
      CodePoint.named("dscp-class", "dscp").allowInversion();

  /** struct xt_dscp_info; the code point is 0 to 63. */
  public record Data(int point, boolean inverted) implements Match {
    @Override
    public String name() {
      return "dscp";
    }
  }

  public Dscp() {
    super("dscp", Data.class, NUMBER, NAMED);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    int point = CodePoint.of(args, NUMBER, NAMED, "DSCP match: Parameter --dscp is required");
    return new Data(point, args.inverted(NUMBER) || args.inverted(NAMED));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("dscp", match.inverted, CodePoint.text(match.point));
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" DSCP match " + (match.inverted ? "!" : "") + CodePoint.text(match.point));
  }

  @Override
  public boolean translate(Data match, Translation out) {
    out.test(out.header() + " dscp", match.inverted, CodePoint.text(match.point));
    return true;
  }

  /** struct xt_dscp_info: the code point, and whether it is inverted. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 2, Dscp::write, Dscp::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u8(0, match.point);
    out.flag(1, match.inverted);
  }

  private static Data read(StructBytes in) {
    return new Data(in.known(in.u8(0), 0x3f), in.flag(1));
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return new Condition.Test(Field.Header.TOS, new Values.Masked(match.point << 2, 0xfc))
        .not(match.inverted);
  }
}
