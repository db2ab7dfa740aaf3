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
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.option.Syntaxes.Masked;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m connmark}: the connection's mark (xt_connmark.c, revision 1). */
public final class Connmark extends MatchDescriptor<Connmark.Data> {
  private static final Option<Masked> MARK =
      Option.of("mark", Syntaxes.masked())
          .allowInversion()
          .makeMandatory()
          .help("the connection's mark under a mask");

  /** struct xt_connmark_mtinfo1. */
  public record Data(Masked mark, boolean inverted) implements Match {
    @Override
    public String name() {
      return "connmark";
    }
  }

  public Connmark() {
    super("connmark", Data.class, MARK);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(MARK), args.inverted(MARK));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("mark", match.inverted, match.mark.text());
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(match.inverted ? " connmark match ! " : " connmark match  ").add(match.mark.text());
  }

  @Override
  public boolean translate(Data match, Translation out) {
    match.mark.translate("ct mark", match.inverted, out);
    return true;
  }

  /** struct xt_connmark_mtinfo1: mark, mask, and whether it is inverted. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(1, 12, Connmark::write, Connmark::read));
  }

  private static void write(Data match, StructBytes out) {
    match.mark.write(out, 0);
    out.flag(8, match.inverted);
  }

  private static Data read(StructBytes in) {
    return new Data(Masked.read(in, 0), in.flag(8));
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return Condition.all(
        new Condition.Present(Field.Flow.MARK),
        new Condition.Test(
                Field.Flow.MARK, new Values.Masked(match.mark.value(), match.mark.mask()))
            .not(match.inverted));
  }
}
