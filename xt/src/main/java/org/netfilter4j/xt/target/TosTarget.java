package org.netfilter4j.xt.target;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
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
import org.netfilter4j.xt.option.TosMask;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -j TOS}: sets the TOS byte or traffic class to {@code (tos & ~mask) ^ value} (xt_DSCP.c,
 * revision 1). The four ways to write it are one operation.
 */
public final class TosTarget extends TargetDescriptor<TosTarget.Data> {
  private static final List<Option<TosMask>> WAYS =
      List.of(
          way("set-tos", TosMask.syntax())
              .help("clears the bits of mask, then turns over those of value:\n" + TosMask.help()),
          way("and-tos", bits(bits -> new TosMask(0, ~bits & 0xff))).help("keeps these bits"),
          way("or-tos", bits(bits -> new TosMask(bits, bits))).help("sets these bits"),
          way("xor-tos", bits(bits -> new TosMask(bits, 0))).help("turns these bits over"));

  private static Option<TosMask> way(String name, Syntax<TosMask> syntax) {
    return Option.of(name, syntax).exclude("set-tos", "and-tos", "or-tos", "xor-tos");
  }

  private static Syntax<TosMask> bits(Function<Integer, TosMask> as) {
    return Syntaxes.integer(0, 0xff).map(as);
  }

  /** struct xt_tos_target_info. */
  public record Data(TosMask tos) implements Target.Extended {
    @Override
    public String name() {
      return "TOS";
    }
  }

  public TosTarget() {
    super("TOS", Data.class, WAYS.toArray(Option<?>[]::new));
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    for (Option<TosMask> way : WAYS) {
      TosMask tos = args.get(way);
      if (tos != null) {
        return new Data(tos);
      }
    }
    throw Rejected.parameter("TOS: An action is required");
  }

  @Override
  public void save(Data target, Words out) {
    out.option("set-tos", target.tos.toString());
  }

  @Override
  public void list(Data target, Listing out) {
    String symbol = out.numeric() ? null : target.tos.symbol();
    // The C tool loses the blank before a name.
    out.add(symbol == null ? " TOS " + words(target, out) : "  TOS set" + symbol);
  }

  private static String words(Data target, Listing out) {
    int value = target.tos.value();
    int mask = target.tos.mask();
    if (out.numeric() || value != 0 && value != mask && mask != 0) {
      return "set " + target.tos;
    }
    return value == 0 ? "and " + hex(~mask & 0xff) : (value == mask ? "or " : "xor ") + hex(value);
  }

  private static String hex(int bits) {
    return String.format(Locale.ROOT, "0x%02x", bits);
  }

  /** nft knows the code point alone; the C tool says ip6 in both families. */
  @Override
  public boolean translate(Data target, Translation out) {
    int value = target.tos.value();
    int mask = target.tos.mask();
    String keep = hex((~mask & 0xff) >> 2);
    String point = hex(value >> 2);
    out.add("ip6 dscp set ");
    if ((mask & 0x3f) == 0x3f) {
      out.add(point);
    } else if (value == 0) {
      out.add("ip6 dscp and " + keep);
    } else if (value == mask) {
      out.add("ip6 dscp or " + point);
    } else {
      out.add("ip6 dscp " + (mask == 0 ? "" : "and " + keep + " ") + "xor " + point);
    }
    return true;
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return context.table() == TableName.MANGLE ? null : Errno.EINVAL;
  }

  /** struct xt_tos_target_info: the value, the mask. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(1, 2, TosTarget::write, TosTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    out.u8(0, target.tos.value());
    out.u8(1, target.tos.mask());
  }

  private static Data read(StructBytes in) {
    return new Data(new TosMask(in.u8(0), in.u8(1)));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    int value = target.tos.value();
    int mask = target.tos.mask();
    String to = mask == 0xff ? hex(value) : "(TOS & " + hex(~mask & 0xff) + ") ^ " + hex(value);
    Label label = new Label("sets the TOS to " + to, "把 TOS 设为 " + to);
    return new Action.Do(new RewriteTos(value, mask, label));
  }
}
