package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.nft.NativeForm;
import org.netfilter4j.xt.nft.Statement;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.option.Syntaxes.Masked;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m mark}: the packet mark (xt_mark.c, revision 1). */
public final class Mark extends MatchDescriptor<Mark.Data> implements NativeForm<Mark.Data> {
  private static final long ALL = 0xffff_ffffL;
  private static final Option<Masked> MARK =
      Option.of("mark", Syntaxes.masked())
          .allowInversion()
          .makeMandatory()
          .help("the packet's mark under a mask");

  /** struct xt_mark_mtinfo1. */
  public record Data(Masked mark, boolean inverted) implements Match {
    @Override
    public String name() {
      return "mark";
    }
  }

  public Mark() {
    super("mark", Data.class, MARK);
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
    out.add(" mark match").add(match.inverted ? " !" : "").add(" " + match.mark.text());
  }

  @Override
  public boolean translate(Data match, Translation out) {
    match.mark.translate("mark", match.inverted, out);
    return true;
  }

  /** struct xt_mark_mtinfo1: value, mask, whether inverted. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(1, 12, Mark::write, Mark::read));
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
    return new Condition.Test(
            Field.Meta.MARK, new Values.Masked(match.mark.value(), match.mark.mask()))
        .not(match.inverted);
  }

  @Override
  public boolean encode(Data match, List<Expression> out) {
    out.add(new Expression.Meta(Expression.Meta.Key.MARK));
    if (match.mark.mask() != ALL) {
      out.add(new Expression.Bitwise(data(match.mark.mask()), data(0)));
    }
    out.add(
        new Expression.Cmp(
            match.inverted ? Expression.Cmp.Operator.NEQ : Expression.Cmp.Operator.EQ,
            data(match.mark.value())));
    return true;
  }

  private static Expression.Data data(long mark) {
    int bits = (int) mark;
    return Expression.Data.of(bits >>> 24, bits >>> 16, bits >>> 8, bits);
  }

  @Override
  public @Nullable Data decode(Statement statement, int protocol, @Nullable Data earlier) {
    if (!statement.loads(Expression.Meta.Key.MARK)
        || !(statement.test() instanceof Expression.Cmp cmp)) {
      return null;
    }
    long mask = statement.mask() == null ? ALL : statement.mask().mask().number();
    return new Data(new Masked(cmp.data().number(), mask), statement.inverted());
  }
}
