package org.netfilter4j.xt.target;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
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
import org.netfilter4j.xt.option.Syntaxes.Masked;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -j CONNMARK}: sets the connection mark, or copies between it and the packet mark
 * (xt_connmark.c, revision 2).
 */
public final class ConnmarkTarget extends TargetDescriptor<ConnmarkTarget.Data> {
  private static final String[] ONE = {
    "set-xmark", "set-mark", "and-mark", "or-mark", "xor-mark", "save-mark", "restore-mark"
  };
  private static final int ALL = -1;
  private static final Syntax<Long> BITS = Syntaxes.number(0, 0xffff_ffffL);
  private static final Syntax<Integer> SHIFT = Syntaxes.integer(0, 32);
  private static final Option<Masked> SET_XMARK =
      one("set-xmark", Syntaxes.masked()).help("clears the bits of mask, then xors with value");
  private static final Option<Masked> SET_MARK =
      one("set-mark", Syntaxes.masked()).help("clears the bits of mask, then sets those of value");
  private static final Option<Long> AND_MARK = one("and-mark", BITS).help("keeps these bits");
  private static final Option<Long> OR_MARK = one("or-mark", BITS).help("sets these bits");
  private static final Option<Long> XOR_MARK = one("xor-mark", BITS).help("turns these bits over");
  private static final Option<Boolean> SAVE_MARK =
      one("save-mark", Syntax.None.NONE).help("copies the packet mark to the connection mark");
  private static final Option<Boolean> RESTORE_MARK =
      one("restore-mark", Syntax.None.NONE).help("copies the connection mark to the packet mark");
  private static final Option<Integer> LEFT_SHIFT =
      Option.of("left-shift-mark", SHIFT).help("shifts the result");
  private static final Option<Integer> RIGHT_SHIFT =
      Option.of("right-shift-mark", SHIFT).help("shifts the result");
  private static final Option<Long> CTMASK =
      Option.of("ctmask", BITS).exclude("mask").help("bits of the connection mark");
  private static final Option<Long> NFMASK =
      Option.of("nfmask", BITS).exclude("mask").help("bits of the packet mark");
  private static final Option<Long> MASK =
      Option.of("mask", BITS).exclude("ctmask", "nfmask").help("both masks");

  private static <V> Option<V> one(String name, Syntax<V> syntax) {
    return Option.of(name, syntax)
        .exclude(Arrays.stream(ONE).filter(o -> !o.equals(name)).toArray(String[]::new));
  }

  /** XT_CONNMARK_*. */
  public enum Kind {
    SET,
    SAVE,
    RESTORE
  }

  /**
   * struct xt_connmark_tginfo2; the numbers have 32 bits, unsigned.
   *
   * @param right whether the shift is to the right, be it by 0
   * @param bits how far is shifted, from 0
   */
  public record Data(Kind kind, int value, int ctmask, int nfmask, boolean right, int bits)
      implements Target.Extended {
    /** Bits to the left, negative to the right. */
    int shift() {
      return right ? -bits : bits;
    }

    @Override
    public String name() {
      return "CONNMARK";
    }
  }

  public ConnmarkTarget() {
    super(
        "CONNMARK",
        Data.class,
        SET_XMARK,
        SET_MARK,
        AND_MARK,
        OR_MARK,
        XOR_MARK,
        SAVE_MARK,
        RESTORE_MARK,
        LEFT_SHIFT,
        RIGHT_SHIFT,
        CTMASK,
        NFMASK,
        MASK);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    int ctmask = ALL;
    int nfmask = ALL;
    int bits = 0;
    boolean right = false;
    boolean operation = false;
    Kind kind = Kind.SET;
    int value = 0;
    // One struct takes all options in turn: a later one may overwrite what an earlier one wrote.
    for (Args.Use<?> use : args.uses()) {
      switch (use.option().name()) {
        case "set-xmark", "set-mark" -> {
          Masked mark = (Masked) use.value();
          operation = true;
          value = (int) mark.value();
          ctmask = (int) mark.mask();
          if (use.option().name().equals("set-mark")) {
            ctmask |= value;
          }
        }
        case "and-mark" -> {
          operation = true;
          ctmask = ~((Long) use.value()).intValue();
        }
        case "or-mark" -> {
          operation = true;
          value = ((Long) use.value()).intValue();
          ctmask = value;
        }
        case "xor-mark" -> {
          operation = true;
          value = ((Long) use.value()).intValue();
          ctmask = 0;
        }
        case "save-mark" -> {
          operation = true;
          kind = Kind.SAVE;
        }
        case "restore-mark" -> {
          operation = true;
          kind = Kind.RESTORE;
        }
        case "ctmask" -> ctmask = ((Long) use.value()).intValue();
        case "nfmask" -> nfmask = ((Long) use.value()).intValue();
        case "mask" -> {
          ctmask = ((Long) use.value()).intValue();
          nfmask = ctmask;
        }
        default -> {
          bits = (Integer) use.value();
          right = use.option().equals(RIGHT_SHIFT);
        }
      }
    }
    if (!operation) {
      throw Rejected.parameter("CONNMARK target: No operation specified");
    }
    return new Data(kind, value, ctmask, nfmask, right, bits);
  }

  @Override
  public void save(Data target, Words out) {
    switch (target.kind) {
      case SET -> out.option("set-xmark", hex(target.value) + "/" + hex(target.ctmask));
      case SAVE, RESTORE -> {
        out.option(target.kind == Kind.SAVE ? "save-mark" : "restore-mark", false);
        out.option("nfmask", hex(target.nfmask)).option("ctmask", hex(target.ctmask));
      }
    }
    if (target.bits != 0) {
      out.option(shiftName(target.right), Integer.toString(target.bits));
    }
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" CONNMARK ").add(listed(target));
    if (target.bits != 0) {
      out.add(" " + shiftName(target.right) + " " + target.bits);
    }
  }

  static String listed(Data target) {
    int ctmask = target.ctmask;
    int nfmask = target.nfmask;
    return switch (target.kind) {
      case SET -> {
        if (target.value == 0) {
          yield "and " + hex(~ctmask);
        } else if (target.value == ctmask) {
          yield "or " + hex(target.value);
        } else if (ctmask == 0) {
          yield "xor " + hex(target.value);
        }
        yield ctmask == ALL
            ? "set " + hex(target.value)
            : "xset " + hex(target.value) + "/" + hex(ctmask);
      }
      case SAVE ->
          "save" + masks(nfmask, ctmask, " nfmask " + hex(nfmask) + " ctmask ~" + hex(ctmask));
      case RESTORE ->
          "restore" + masks(ctmask, nfmask, " ctmask " + hex(ctmask) + " nfmask ~" + hex(nfmask));
    };
  }

  private static String masks(int one, int other, String both) {
    if (one != other) {
      return both;
    }
    return one == ALL ? "" : " mask " + hex(one);
  }

  private static String shiftName(boolean right) {
    return right ? "right-shift-mark" : "left-shift-mark";
  }

  private static String hex(int value) {
    return "0x" + Integer.toHexString(value);
  }

  @Override
  public boolean translate(Data target, Translation out) {
    boolean shifted = target.bits != 0;
    String from = shifted ? "( " : "";
    switch (target.kind) {
      case SET -> out.add("ct mark set " + from).add(translatedSet(target));
      case SAVE -> out.add("ct mark set " + from + "mark");
      case RESTORE -> out.add("meta mark set " + from + "ct mark");
    }
    if (target.kind != Kind.SET && (target.nfmask != ALL || target.ctmask != ALL)) {
      if (target.nfmask != target.ctmask) {
        return false;
      }
      out.add(" and " + hex(target.nfmask));
    }
    if (shifted) {
      out.add(" ) " + (target.right ? ">> " : "<< ") + target.bits);
    }
    return true;
  }

  private static String translatedSet(Data target) {
    String value = hex(target.value);
    if (target.ctmask == ALL) {
      return value + " ";
    } else if (target.value == 0) {
      return "ct mark and " + hex(~target.ctmask);
    } else if (target.value == target.ctmask) {
      return "ct mark or " + value;
    }
    return "ct mark xor " + value + (target.ctmask == 0 ? "" : " and " + hex(~target.ctmask));
  }

  /** The C tool allows a shift by 32 bits, the kernel does not. */
  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return target.bits < 32 ? null : Errno.EINVAL;
  }

  /** struct xt_connmark_tginfo2: mark, both masks, shift direction, bits, mode. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(2, 16, ConnmarkTarget::write, ConnmarkTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    out.u32(0, target.value);
    out.u32(4, target.ctmask);
    out.u32(8, target.nfmask);
    out.flag(12, target.right);
    out.u8(13, target.bits);
    out.u8(14, target.kind.ordinal());
  }

  private static Data read(StructBytes in) {
    Kind kind = Kind.values()[in.u8(14)];
    return new Data(kind, in.s32(0), in.s32(4), in.s32(8), in.flag(12), in.u8(13));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Do(new ConnmarkChange(target));
  }
}
