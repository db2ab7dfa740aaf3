package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.xt.CheckContext;
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
import org.netfilter4j.xt.option.Rate;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m limit}: so many packets in a time, and some more in a burst (xt_limit.c). */
public final class Limit extends MatchDescriptor<Limit.Data> implements NativeForm<Limit.Data> {
  private static final int DEFAULT_BURST = 5;
  private static final long SECOND = 1;
  private static final long MINUTE = 60;
  private static final long HOUR = 3600;
  private static final long DAY = 86_400;

  private static final Option<Rate> LIMIT =
      Option.of("limit", Rate.syntax()).help("packets per time, 3/hour if not given");

  private static final Option<Integer> BURST =
      Option.of("limit-burst", Syntaxes.integer(0, 10_000))
          .help("how many may come at once, 5 if not given");

  /** struct xt_rateinfo, revision 0. */
  public record Data(Rate rate, int burst) implements Match {
    @Override
    public String name() {
      return "limit";
    }
  }

  public Limit() {
    super("limit", Data.class, LIMIT, BURST);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.get(LIMIT, Rate.DEFAULT), args.get(BURST, DEFAULT_BURST));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("limit", match.rate.toString());
    if (match.burst != DEFAULT_BURST) {
      out.option("limit-burst", Integer.toString(match.burst));
    }
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" limit: avg " + match.rate + " burst " + match.burst);
  }

  @Override
  public boolean translate(Data match, Translation out) {
    out.add("limit rate " + match.rate.translated());
    out.add(match.burst == 0 ? "" : " burst " + match.burst + " packets");
    return true;
  }

  /** A full bucket must fit 32 bits of credits; nf_tables' own limit has more room. */
  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    if (context.mode() == Mode.NFT) {
      return null;
    }
    int full = credits(match.rate.period() * match.burst);
    return match.burst == 0 || Integer.compareUnsigned(full, credits(match.rate.period())) < 0
        ? Errno.ERANGE
        : null;
  }

  /** In the shortest unit that loses little: the kernel is told packets in so many seconds. */
  @Override
  public boolean encode(Data match, List<Expression> out) {
    long period = Integer.toUnsignedLong(match.rate.period());
    long best = DAY;
    for (long unit : new long[] {HOUR, MINUTE, SECOND}) {
      long length = unit * Rate.SCALE;
      if (period > length || length / period < length % period) {
        break;
      }
      best = unit;
    }
    out.add(new Expression.Limit(best * Rate.SCALE / period, best, match.burst));
    return true;
  }

  @Override
  public @Nullable Data decode(Statement statement, int protocol, @Nullable Data earlier) {
    if (!(statement.test() instanceof Expression.Limit limit)) {
      return null;
    }
    int burst = limit.burst() == 0 ? DEFAULT_BURST : (int) limit.burst();
    return new Data(new Rate((int) (Rate.SCALE * limit.unit() / limit.rate())), burst);
  }

  /** struct xt_rateinfo: time between packets and burst; what follows is the kernel's. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 40, Limit::write, Limit::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u32(0, match.rate.period());
    out.u32(4, match.burst);
  }

  private static Data read(StructBytes in) {
    if (in.s32(0) == 0) {
      throw new IllegalArgumentException("no time between packets");
    }
    return new Data(new Rate(in.s32(0)), in.s32(4));
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    int cost = credits(match.rate.period());
    int full = credits(match.rate.period() * match.burst);
    CreditBucket bucket = lowering.state(CreditBucket.class, () -> new CreditBucket(full));
    Label label =
        new Label(
            "at most " + match.rate + ", burst " + match.burst,
            "最多 " + match.rate + "，突发 " + match.burst);
    return new Condition.Probe(new TokenBucket(bucket, cost, full, label));
  }

  /**
   * What a period is in credits, in the kernel's arithmetic of 32 bits: user2credits, at 1000
   * jiffies to the second and 32 credits to the jiffy. At all usual values of HZ a second is 32000
   * credits.
   *
   * @param period in 1/10000 s, unsigned
   */
  static int credits(int period) {
    int perSecond = 1000 * 32;
    return Integer.compareUnsigned(period, Integer.divideUnsigned(-1, perSecond)) > 0
        ? Integer.divideUnsigned(period, Rate.SCALE) * perSecond
        : Integer.divideUnsigned(period * perSecond, Rate.SCALE);
  }
}
