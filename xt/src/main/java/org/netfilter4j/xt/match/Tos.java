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
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.TosMask;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m tos}: bits of the TOS byte or the traffic class (xt_dscp.c, revision 1). */
public final class Tos extends MatchDescriptor<Tos.Data> {
  private static final Option<TosMask> TOS =
      Option.of("tos", TosMask.syntax()).allowInversion().makeMandatory().help(TosMask.help());

  /** struct xt_tos_match_info. */
  public record Data(TosMask tos, boolean inverted) implements Match {
    @Override
    public String name() {
      return "tos";
    }
  }

  public Tos() {
    super("tos", Data.class, TOS);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(TOS), args.inverted(TOS));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("tos", match.inverted, match.tos.toString());
  }

  @Override
  public void list(Data match, Listing out) {
    String symbol = out.numeric() ? null : match.tos.symbol();
    out.add(" tos match" + (match.inverted ? "!" : ""));
    out.add(symbol == null ? match.tos.toString() : " " + symbol);
  }

  /** struct xt_tos_match_info: mask, value, whether inverted. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(1, 3, Tos::write, Tos::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u8(0, match.tos.mask());
    out.u8(1, match.tos.value());
    out.flag(2, match.inverted);
  }

  private static Data read(StructBytes in) {
    return new Data(new TosMask(in.u8(1), in.u8(0)), in.flag(2));
  }

  /** With value bits outside of the mask nothing matches. */
  @Override
  public Condition condition(Data match, Lowering lowering) {
    Values values = new Values.Masked(match.tos.value(), match.tos.mask());
    return new Condition.Test(Field.Header.TOS, values).not(match.inverted);
  }
}
