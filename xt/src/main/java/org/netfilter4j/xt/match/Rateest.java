package org.netfilter4j.xt.match;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.HostObjects;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.BitRate;
import org.netfilter4j.xt.option.CutText;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;
import org.netfilter4j.xt.target.RateEstimator;

/**
 * {@code -m rateest}: compares what rate estimators say with given rates or with one another
 * (xt_rateest.c, revision 0). The estimators are made by {@code -j RATEEST}.
 */
public final class Rateest extends MatchDescriptor<Rateest.Data> {
  private static final int NAME_BYTES = 15;
  private static final Syntax<String> NAME = new CutText(NAME_BYTES, 0, "name");

  /** XT_RATEEST_MATCH_*. */
  private static final int INVERT = 1;

  private static final int ABSOLUTE = 2;
  private static final int RELATIVE = 4;
  private static final int HAS_DELTA = 8;
  private static final int HAS_BITS = 16;
  private static final int HAS_PACKETS = 32;

  private static final Option<String> FIRST =
      Option.of("rateest1", NAME).alias("rateest").help("the estimator");
  private static final Option<String> SECOND =
      Option.of("rateest2", NAME).help("the estimator to compare it with");
  private static final Option<Integer> BPS1 =
      Option.of("rateest-bps1", BitRate.BITS).help("compares bits per second; delta's first rate");
  private static final Option<Integer> PPS1 =
      Option.of("rateest-pps1", BitRate.PACKETS).help("compares packets per second; the same");
  private static final Option<Integer> BPS2 =
      Option.of("rateest-bps2", BitRate.BITS)
          .alias("rateest-bps")
          .help("so too; the rate to compare with, or delta's second");
  private static final Option<Integer> PPS2 =
      Option.of("rateest-pps2", BitRate.PACKETS).alias("rateest-pps").help("so too, in packets");
  private static final Option<Boolean> DELTA =
      Option.flag("rateest-delta").help("compares what is left of the given rates");
  private static final Option<Boolean> LESS = comparison(Comparison.LT).help("it is less");
  private static final Option<Boolean> GREATER = comparison(Comparison.GT).help("it is greater");
  private static final Option<Boolean> EQUAL = comparison(Comparison.EQ).help("it is equal");

  private static Option<Boolean> comparison(Comparison comparison) {
    return Option.flag("rateest-" + comparison.word()).allowInversion();
  }

  public Rateest() {
    super(
        "rateest", Data.class, FIRST, SECOND, DELTA, BPS1, PPS1, BPS2, PPS2, LESS, GREATER, EQUAL);
  }

  /** Of an estimator that is there because a rule asks it. */
  private record Kept() {}

  /** XT_RATEEST_MATCH_LT, _GT, _EQ. */
  public enum Comparison {
    LT(2),
    GT(3),
    EQ(1);

    private final int number;

    Comparison(int number) {
      this.number = number;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A quantity that is compared.
   *
   * @param first in bytes or packets per second, unsigned; what delta takes the first rate from
   * @param second so too; what is compared with, or what delta takes the second rate from
   */
  public record Given(int first, int second) {}

  /**
   * The part of struct xt_rateest_match_info that is the user's.
   *
   * @param second the other estimator; null where a given rate is compared with
   * @param bits null where bits are not compared
   * @param packets null where packets are not compared
   * @param comparison null for none, which the kernel refuses
   */
  public record Data(
      String first,
      @Nullable String second,
      boolean delta,
      @Nullable Given bits,
      @Nullable Given packets,
      @Nullable Comparison comparison,
      boolean inverted)
      implements Match {
    @Override
    public String name() {
      return "rateest";
    }

    private String mode(String prefix) {
      return (inverted ? " ! " : " ") + prefix + (comparison == null ? "" : comparison.word());
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    Comparison comparison = null;
    boolean inverted = false;
    for (Args.Use<?> use : args.uses()) {
      for (Comparison each : Comparison.values()) {
        if (use.option().name().equals("rateest-" + each.word())) {
          comparison = each;
          inverted |= use.inverted();
        }
      }
    }
    return new Data(
        args.get(FIRST, ""),
        args.get(SECOND),
        args.has(DELTA),
        given(args, BPS1, BPS2),
        given(args, PPS1, PPS2),
        comparison,
        inverted);
  }

  private static @Nullable Given given(Args args, Option<Integer> first, Option<Integer> second) {
    return args.has(first) || args.has(second)
        ? new Given(args.get(first, 0), args.get(second, 0))
        : null;
  }

  @Override
  public void save(Data match, Words out) {
    if (match.delta) {
      out.option("rateest-delta", false);
    }
    out.option(match.second() == null ? "rateest" : "rateest1", false).bare(match.first());
    if (match.bits != null) {
      rates(match, match.bits, "bps", out);
    }
    if (match.packets != null) {
      rates(match, match.packets, "pps", out);
    }
    if (match.second() != null) {
      out.option("rateest2", false).bare(match.second());
    }
  }

  /** The comparison stands between the rates, and so twice where both quantities are compared. */
  private static void rates(Data match, Given given, String unit, Words out) {
    String option = "rateest-" + unit;
    boolean bits = unit.equals("bps");
    if (match.delta) {
      out.option(option + "1", BitRate.text(given.first(), bits, out.isExact()));
    }
    // Said twice, it could not be read back.
    if (!out.isExact() || bits || match.bits == null) {
      out.raw().append(match.mode("--rateest-"));
    }
    out.option(match.delta ? option + "2" : option, false);
    if (match.delta || match.second() == null) {
      out.add(BitRate.text(given.second(), bits, out.isExact()));
    }
  }

  @Override
  public void list(Data match, Listing out) {
    boolean bits = !out.numeric();
    out.add(" rateest match " + match.first()).add(match.delta ? " delta" : "");
    if (match.bits != null) {
      out.add(" bps");
      out.add(match.delta ? " " + BitRate.text(match.bits.first(), bits, false) : "");
      if (match.second() == null) {
        out.add(" " + BitRate.text(match.bits.second(), bits, false)).add(match.mode(""));
      }
    }
    if (match.packets != null) {
      out.add(" pps")
          .add(match.delta ? " " + BitRate.text(match.packets.first(), false, false) : "");
      if (match.second() == null) {
        out.add(match.mode("") + " " + BitRate.text(match.packets.second(), false, false));
      }
    }
    if (match.second() != null) {
      out.add(match.mode("") + " " + match.second());
      if (match.bits != null) {
        out.add(" bps");
        out.add(match.delta ? " " + BitRate.text(match.bits.second(), bits, false) : "");
      }
      if (match.packets != null) {
        out.add(" pps");
        out.add(match.delta ? " " + BitRate.text(match.packets.second(), false, false) : "");
      }
    }
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    if (match.bits == null && match.packets == null || match.comparison == null) {
      return Errno.EINVAL;
    }
    boolean there =
        isThere(match.first(), context)
            && (match.second() == null || isThere(match.second(), context));
    return there ? null : Errno.ENOENT;
  }

  private static boolean isThere(String name, CheckContext context) {
    return !context.objects().areKnown()
        || context.objects().ofRules(RateEstimator.Measure.class, name) != null
        || context.objects().ofRules(Kept.class, name) != null;
  }

  @Override
  public void objects(Data match, HostObjects.Taker to) {
    to.take(match.first(), new Kept());
    if (match.second() != null) {
      to.take(match.second(), new Kept());
    }
  }

  /** struct xt_rateest_match_info: names, flags, comparison, rates; the rest is the kernel's. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 72, Rateest::write, Rateest::read));
  }

  private static void write(Data match, StructBytes out) {
    out.text(0, NAME_BYTES, match.first);
    int flags = (match.inverted ? INVERT : 0) | (match.delta ? HAS_DELTA : 0);
    if (match.second == null) {
      flags |= ABSOLUTE;
    } else {
      flags |= RELATIVE;
      out.text(16, NAME_BYTES, match.second);
    }
    flags |= write(match.bits, HAS_BITS, 36, out) | write(match.packets, HAS_PACKETS, 40, out);
    out.u16(32, flags);
    out.u16(34, match.comparison == null ? 0 : match.comparison.number);
  }

  private static int write(@Nullable Given given, int flag, int at, StructBytes out) {
    if (given == null) {
      return 0;
    }
    out.u32(at, given.first);
    out.u32(at + 8, given.second);
    return flag;
  }

  private static Data read(StructBytes in) {
    int flags = in.known(in.u16(32), 63);
    Comparison comparison = null;
    for (Comparison each : Comparison.values()) {
      comparison = each.number == in.u16(34) ? each : comparison;
    }
    return new Data(
        in.text(0, NAME_BYTES + 1),
        (flags & RELATIVE) == 0 ? null : in.text(16, NAME_BYTES + 1),
        (flags & HAS_DELTA) != 0,
        (flags & HAS_BITS) == 0 ? null : new Given(in.s32(36), in.s32(44)),
        (flags & HAS_PACKETS) == 0 ? null : new Given(in.s32(40), in.s32(48)),
        comparison,
        (flags & INVERT) != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    RateEstimator first = estimator(match.first(), lowering);
    RateEstimator second = match.second() == null ? null : estimator(match.second(), lowering);
    return new Condition.Probe(new RateComparison(match, first, second)).not(match.inverted);
  }

  private static RateEstimator estimator(String name, Lowering lowering) {
    return lowering.named(RateEstimator.class, name, RateEstimator::new);
  }
}
