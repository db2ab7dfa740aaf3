package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.U32Expression;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m u32}: numbers of four bytes anywhere in the packet (xt_u32.c, revision 0). */
public final class U32 extends MatchDescriptor<U32.Data> {
  private static final Option<U32Expression> TESTS =
      Option.of("u32", U32Expression.syntax())
          .allowInversion()
          .makeMandatory()
          .help("such as 6&0xFF=6,17&&8>>24=1:5, from the IP header on");

  /** struct xt_u32. */
  public record Data(U32Expression expression, boolean inverted) implements Match {
    @Override
    public String name() {
      return "u32";
    }
  }

  public U32() {
    super("u32", Data.class, TESTS);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(TESTS), args.inverted(TESTS));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("u32", match.inverted, "\"" + match.expression() + "\"");
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(match.inverted ? " u32 ! \"" : " u32 \"").add(match.expression() + "\"");
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return match.expression().hasWideShift() ? Errno.EINVAL : null;
  }

  /** struct xt_u32: 11 tests (struct xt_u32_test), how many of them count, whether inverted. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 1984, U32::write, U32::read));
  }

  private static void write(Data match, StructBytes out) {
    match.expression.write(out);
    out.flag(1981, match.inverted);
  }

  private static Data read(StructBytes in) {
    return new Data(U32Expression.read(in), in.flag(1981));
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return new Condition.Test(new U32Test(match.expression()), Values.exactly(1))
        .not(match.inverted);
  }
}
