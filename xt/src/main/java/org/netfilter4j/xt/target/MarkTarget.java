package org.netfilter4j.xt.target;

import java.util.List;
import java.util.Set;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetExtension;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Effect;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.option.Syntaxes.Masked;

/**
 * {@code -j MARK}: sets the packet mark to {@code (mark & ~mask) ^ value} (xt_mark.c, revision 2).
 * The five ways to write it are one operation, and listings say which of them it is.
 */
public final class MarkTarget implements TargetExtension<MarkTarget.Data> {
  private static final String[] ONE = {"set-xmark", "set-mark", "and-mark", "or-mark", "xor-mark"};
  private static final Syntax<Long> BITS = Syntaxes.number(0, 0xffff_ffffL);
  private static final Option<Masked> SET_XMARK =
      masked("set-xmark").help("clears the bits of mask, then xors with value");
  private static final Option<Masked> SET_MARK =
      masked("set-mark").help("clears the bits of mask, then sets those of value");
  private static final Option<Long> AND_MARK = bits("and-mark").help("keeps these bits");
  private static final Option<Long> OR_MARK = bits("or-mark").help("sets these bits");
  private static final Option<Long> XOR_MARK = bits("xor-mark").help("turns these bits over");

  private static Option<Masked> masked(String name) {
    return Option.of(name, Syntaxes.masked()).exclude(others(name));
  }

  private static Option<Long> bits(String name) {
    return Option.of(name, BITS).exclude(others(name));
  }

  private static String[] others(String name) {
    return java.util.Arrays.stream(ONE).filter(o -> !o.equals(name)).toArray(String[]::new);
  }

  /** struct xt_mark_tginfo2. */
  public record Data(long value, long mask) implements Target.Extended {
    @Override
    public String name() {
      return "MARK";
    }
  }

  @Override
  public String name() {
    return "MARK";
  }

  @Override
  public Class<Data> type() {
    return Data.class;
  }

  @Override
  public List<Option<?>> options() {
    return List.of(SET_XMARK, SET_MARK, AND_MARK, OR_MARK, XOR_MARK);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    Masked xmark = args.get(SET_XMARK);
    if (xmark != null) {
      return new Data(xmark.value(), xmark.mask());
    }
    Masked mark = args.get(SET_MARK);
    if (mark != null) {
      return new Data(mark.value(), mark.mask() | mark.value());
    }
    Long and = args.get(AND_MARK);
    if (and != null) {
      return new Data(0, ~and & 0xffff_ffffL);
    }
    Long or = args.get(OR_MARK);
    if (or != null) {
      return new Data(or, or);
    }
    Long xor = args.get(XOR_MARK);
    if (xor != null) {
      return new Data(xor, 0);
    }
    throw org.netfilter4j.xt.Rejected.parameter(
        "MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required");
  }

  @Override
  public void save(Data target, Words out) {
    out.option(
        "set-xmark", "0x" + Long.toHexString(target.value) + "/0x" + Long.toHexString(target.mask));
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" MARK");
    if (target.value == 0) {
      out.add(" and 0x" + Long.toHexString(~target.mask & 0xffff_ffffL));
    } else if (target.value == target.mask) {
      out.add(" or 0x" + Long.toHexString(target.value));
    } else if (target.mask == 0) {
      out.add(" xor 0x" + Long.toHexString(target.value));
    } else if (target.mask == 0xffff_ffffL) {
      out.add(" set 0x" + Long.toHexString(target.value));
    } else {
      out.add(" xset 0x" + Long.toHexString(target.value) + "/0x" + Long.toHexString(target.mask));
    }
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Do(new SetMark((int) target.value, (int) target.mask));
  }

  /** mark = (mark & ~mask) ^ value. */
  private record SetMark(int value, int mask) implements Effect {
    @Override
    public Result apply(Context context) {
      context.packet().setMark((context.packet().mark() & ~mask) ^ value);
      return Result.CONTINUE;
    }

    @Override
    public Set<Field> writes() {
      return Set.of(Field.Meta.MARK);
    }

    @Override
    public Set<Result> outcomes() {
      return Set.of(Result.CONTINUE);
    }

    @Override
    public Label label() {
      String to = "(mark & 0x" + Integer.toHexString(~mask) + ") ^ 0x" + Integer.toHexString(value);
      String plain = "0x" + Integer.toHexString(value);
      return mask == -1
          ? new Label("sets the packet mark to " + plain, "把数据包标记设为 " + plain)
          : new Label("sets the packet mark to " + to, "把数据包标记设为 " + to);
    }
  }
}
