package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -m rpfilter}: whether an answer would go back by the interface that the packet came in by
 * (ipt_rpfilter.c, ip6t_rpfilter.c, revision 0).
 */
public final class Rpfilter extends MatchDescriptor<Rpfilter.Data> {
  private static final Option<Boolean> LOOSE = Option.flag("loose").help("by any interface at all");
  private static final Option<Boolean> VALID_MARK =
      Option.flag("validmark").help("look the way up with the packet's mark");
  private static final Option<Boolean> ACCEPT_LOCAL =
      Option.flag("accept-local").help("the host's own addresses may be sources");
  private static final Option<Boolean> INVERT =
      Option.flag("invert").help("match what fails the test");

  /** struct xt_rpfilter_info. */
  public record Data(boolean loose, boolean validMark, boolean acceptLocal, boolean inverted)
      implements Match {
    @Override
    public String name() {
      return "rpfilter";
    }
  }

  public Rpfilter() {
    super("rpfilter", Data.class, LOOSE, VALID_MARK, ACCEPT_LOCAL, INVERT);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(
        args.has(LOOSE), args.has(VALID_MARK), args.has(ACCEPT_LOCAL), args.has(INVERT));
  }

  @Override
  public void save(Data match, Words out) {
    print(match, "--", out);
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" rpfilter");
    print(match, "", out.words());
  }

  private static void print(Data match, String hyphens, Words out) {
    print(match.loose, LOOSE, hyphens, out);
    print(match.validMark, VALID_MARK, hyphens, out);
    print(match.acceptLocal, ACCEPT_LOCAL, hyphens, out);
    print(match.inverted, INVERT, hyphens, out);
  }

  private static void print(boolean given, Option<?> option, String hyphens, Words out) {
    if (given) {
      out.add(hyphens + option.name());
    }
  }

  @Override
  public boolean translate(Data match, Translation out) {
    if (match.acceptLocal && !match.inverted) {
      return false;
    }
    out.add(match.acceptLocal ? "fib saddr type != local " : "").add("fib saddr ");
    out.add(match.validMark ? ". mark " : "").add(match.loose ? "" : ". iif ");
    out.add(match.inverted ? "oif 0" : "oif != 0");
    return true;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    boolean table = context.table() == TableName.MANGLE || context.table() == TableName.RAW;
    return table && context.onlyFrom(Hook.PREROUTING.bit()) ? null : Errno.EINVAL;
  }

  /** struct xt_rpfilter_info: flags. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 1, Rpfilter::write, Rpfilter::read));
  }

  private static void write(Data match, StructBytes out) {
    int flags = (match.loose ? 1 : 0) | (match.validMark ? 2 : 0) | (match.acceptLocal ? 4 : 0);
    out.u8(0, flags | (match.inverted ? 8 : 0));
  }

  private static Data read(StructBytes in) {
    int flags = in.known(in.u8(0), 15);
    return new Data((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return new Condition.Test(new WayBack(match), Values.exactly(1)).not(match.inverted);
  }
}
