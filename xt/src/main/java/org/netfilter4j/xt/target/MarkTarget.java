package org.netfilter4j.xt.target;

import java.util.List;
import java.util.function.Function;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.option.Syntaxes.Masked;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -j MARK}: sets the packet mark to {@code (mark & ~mask) ^ value} (xt_mark.c, revision 2).
 * The five ways to write it are one operation, and listings say which of them it is.
 */
public final class MarkTarget extends TargetDescriptor<MarkTarget.Data> {
  private static final long ALL = 0xffff_ffffL;
  private static final List<Option<Masked>> WAYS =
      List.of(
          way("set-xmark", Syntaxes.masked()).help("clears the bits of mask, then xors with value"),
          way("set-mark", Syntaxes.masked().map(m -> new Masked(m.value(), m.mask() | m.value())))
              .help("clears the bits of mask, then sets those of value"),
          way("and-mark", bits(bits -> new Masked(0, ~bits & ALL))).help("keeps these bits"),
          way("or-mark", bits(bits -> new Masked(bits, bits))).help("sets these bits"),
          way("xor-mark", bits(bits -> new Masked(bits, 0))).help("turns these bits over"));

  private static Option<Masked> way(String name, Syntax<Masked> syntax) {
    return Option.of(name, syntax)
        .exclude("set-xmark", "set-mark", "and-mark", "or-mark", "xor-mark");
  }

  private static Syntax<Masked> bits(Function<Long, Masked> as) {
    return Syntaxes.number(0, ALL).map(as);
  }

  /** struct xt_mark_tginfo2. */
  public record Data(long value, long mask) implements Target.Extended {
    @Override
    public String name() {
      return "MARK";
    }
  }

  public MarkTarget() {
    super("MARK", Data.class, WAYS.toArray(Option<?>[]::new));
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    for (Option<Masked> way : WAYS) {
      Masked mark = args.get(way);
      if (mark != null) {
        return new Data(mark.value(), mark.mask());
      }
    }
    throw Rejected.parameter(
        "MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required");
  }

  @Override
  public void save(Data target, Words out) {
    out.option(
        "set-xmark",
        "0x" + Long.toHexString(target.value()) + "/0x" + Long.toHexString(target.mask()));
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" MARK");
    if (target.value() == 0) {
      out.add(" and 0x" + Long.toHexString(~target.mask() & ALL));
    } else if (target.value() == target.mask()) {
      out.add(" or 0x" + Long.toHexString(target.value()));
    } else if (target.mask() == 0) {
      out.add(" xor 0x" + Long.toHexString(target.value()));
    } else if (target.mask() == ALL) {
      out.add(" set 0x" + Long.toHexString(target.value()));
    } else {
      out.add(
          " xset 0x" + Long.toHexString(target.value()) + "/0x" + Long.toHexString(target.mask()));
    }
  }

  @Override
  public boolean translate(Data target, Translation out) {
    String value = "0x" + Long.toHexString(target.value());
    String keep = "mark and 0x" + Long.toHexString(~target.mask() & ALL);
    out.add("meta mark set ");
    if (target.mask() == ALL) {
      out.add(value);
    } else if (target.value() == 0) {
      out.add(keep);
    } else if (target.value() == target.mask()) {
      out.add("mark or " + value);
    } else {
      out.add((target.mask() == 0 ? "mark" : keep) + " xor " + value);
    }
    out.add(" ");
    return true;
  }

  /** struct xt_mark_tginfo2: the value, the mask. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(2, 8, MarkTarget::write, MarkTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    out.u32(0, target.value());
    out.u32(4, target.mask());
  }

  private static Data read(StructBytes in) {
    return new Data(in.u32(0), in.u32(4));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Do(new SetMark((int) target.value(), (int) target.mask()));
  }
}
