package org.netfilter4j.xt.match;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.HostObjects;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.CutText;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.PrefixLength;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.option.WholeSeconds;
import org.netfilter4j.xt.struct.Layout;

/**
 * {@code -m hashlimit}: limit, for each address, network or port of its own (xt_hashlimit.c,
 * revision 3).
 */
public final class Hashlimit extends MatchDescriptor<Hashlimit.Data> {
  static final long DEFAULT_BURST = 5;
  private static final int DEFAULT_GC = 1000;
  private static final int MOST_BYTES = 254;

  /** HASHLIMIT_MAX_SIZE. */
  private static final int MOST_SIZE = 1 << 20;

  private static final Syntax<Integer> NUMBER = Syntaxes.unsigned();

  private static final Option<HashlimitRate> UPTO =
      Option.of("hashlimit-upto", HashlimitRate.RateSyntax.SYNTAX)
          .alias("hashlimit")
          .allowInversion()
          .exclude("hashlimit-above")
          .help("at most so many packets or bytes in a time");
  private static final Option<HashlimitRate> ABOVE =
      Option.of("hashlimit-above", HashlimitRate.RateSyntax.SYNTAX)
          .allowInversion()
          .exclude("hashlimit-upto")
          .help("more than so many");
  private static final Option<Integer> SRCMASK =
      Option.of("hashlimit-srcmask", PrefixLength.KEPT).help("source networks, not hosts");
  private static final Option<Integer> DSTMASK =
      Option.of("hashlimit-dstmask", PrefixLength.KEPT).help("destination networks, not hosts");
  private static final Option<Long> BURST =
      Option.of("hashlimit-burst", HashlimitRate.BurstSyntax.SYNTAX)
          .help("how many may come at once, 5 if not given");
  private static final Option<Integer> SIZE =
      Option.of("hashlimit-htable-size", NUMBER).help("the table's buckets");
  private static final Option<Integer> MAX =
      Option.of("hashlimit-htable-max", NUMBER).help("the table's most entries");
  private static final Option<Integer> GC =
      Option.of("hashlimit-htable-gcinterval", NUMBER).help("milliseconds between cleanings");
  private static final Option<Integer> EXPIRE =
      Option.of("hashlimit-htable-expire", NUMBER).help("milliseconds until idle entries go");
  private static final Option<Set<Part>> MODE =
      Option.of("hashlimit-mode", HashlimitParts.PARTS)
          .help("what packets are told apart by; nothing if not given");
  private static final Option<String> NAME =
      Option.of("hashlimit-name", new CutText(MOST_BYTES, 1, "name"))
          .makeMandatory()
          .help("the table, which rules of that name share");
  private static final Option<Boolean> RATE_MATCH =
      Option.flag("hashlimit-rate-match").help("only measures; packets beyond the rate count too");
  private static final Option<Integer> INTERVAL =
      Option.of("hashlimit-rate-interval", WholeSeconds.SECONDS)
          .help("seconds that are measured over");

  public Hashlimit() {
    super(
        "hashlimit",
        Data.class,
        UPTO,
        ABOVE,
        SRCMASK,
        DSTMASK,
        BURST,
        SIZE,
        MAX,
        GC,
        EXPIRE,
        MODE,
        NAME,
        RATE_MATCH,
        INTERVAL);
  }

  /** XT_HASHLIMIT_HASH_*, in the order of the bits, which nft's syntax keeps. */
  public enum Part {
    DSTIP,
    DSTPORT,
    SRCIP,
    SRCPORT;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * struct hashlimit_cfg3 and the table's name.
   *
   * @param average HashlimitRate's
   * @param burst packets; for bytes, how many times the rate's bytes
   * @param bytes whether bytes are limited, not packets
   * @param expire milliseconds, unsigned, as gcInterval
   * @param interval seconds; 0 where none was given or meant
   * @param sourceLength a prefix length; 255 for a mask that is none of leading ones
   * @param wholeLength that of a whole address
   */
  public record Data(
      String table,
      Set<Part> parts,
      boolean above,
      boolean bytes,
      boolean rateMatch,
      long average,
      long burst,
      int size,
      int max,
      int gcInterval,
      int expire,
      int interval,
      int sourceLength,
      int destinationLength,
      int wholeLength)
      implements Match {
    public Data {
      parts = Set.copyOf(parts);
    }

    @Override
    public String name() {
      return "hashlimit";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    HashlimitRate rate = args.get(args.has(UPTO) ? UPTO : ABOVE);
    if (rate == null) {
      throw Rejected.parameter("You have to specify --hashlimit");
    }
    boolean above = args.has(ABOVE) ? !args.inverted(ABOVE) : args.inverted(UPTO);
    boolean rateMatch = args.has(RATE_MATCH);
    Long given = args.get(BURST);
    int expire =
        (rate.bytes() && given != null ? HashlimitRate.BURST_SECONDS : rate.seconds()) * 1000;
    int seconds = rate.bytes() ? 1 : rate.seconds();
    int bits = context.family().bits();
    return new Data(
        args.get(NAME, ""),
        args.get(MODE, Set.of()),
        above,
        rate.bytes(),
        rateMatch,
        rateMatch && !rate.bytes() ? Long.divideUnsigned(rate.cost(), seconds) : rate.cost(),
        given == null ? rate.bytes() ? 0 : DEFAULT_BURST : rate.burst(given),
        atMost(args.get(SIZE, 0)),
        atMost(args.get(MAX, 0)),
        args.get(GC, DEFAULT_GC),
        args.get(EXPIRE, expire),
        args.get(INTERVAL, rateMatch ? seconds : 0),
        args.get(SRCMASK, bits),
        args.get(DSTMASK, bits),
        bits);
  }

  /** The kernel writes into the rule what it has made of it. */
  private static int atMost(int number) {
    return Integer.compareUnsigned(number, MOST_SIZE) > 0 ? MOST_SIZE : number;
  }

  @Override
  public void save(Data match, Words out) {
    boolean exact = out.isExact();
    out.option(
        match.above ? "hashlimit-above" : "hashlimit-upto", HashlimitRate.text(match, 1, exact));
    if (!match.bytes) {
      out.option("hashlimit-burst", Long.toString(match.burst));
    } else if (match.burst != 0) {
      out.option("hashlimit-burst", HashlimitRate.burstText(match, exact));
    }
    if (!match.parts.isEmpty()) {
      out.option("hashlimit-mode", parts(match, ","));
    }
    out.option("hashlimit-name", false).bare(match.table);
    table(match, 1, exact, (option, text) -> out.option("hashlimit-" + option, text));
    if (match.rateMatch) {
      out.option("hashlimit-rate-match", false);
    }
    if (match.rateMatch && match.interval != 1 || exact && match.interval != 0) {
      out.option("hashlimit-rate-interval", Integer.toUnsignedString(match.interval));
    }
  }

  @Override
  public void list(Data match, Listing out) {
    // The rate was divided by its unit where it is only measured.
    long factor = Math.max(1, Integer.toUnsignedLong(match.interval));
    out.add(match.above ? " limit: above " : " limit: up to ");
    out.add(HashlimitRate.text(match, factor, false));
    out.add(match.bytes && match.burst == 0 ? "" : " burst ");
    out.add(
        !match.bytes
            ? Long.toString(match.burst)
            : match.burst == 0 ? "" : HashlimitRate.burstText(match, false));
    out.add(match.parts.isEmpty() ? "" : " mode " + parts(match, "-"));
    table(match, factor, false, (option, text) -> out.add(" " + option + " " + text));
    if (match.rateMatch) {
      out.add(" rate-match");
      out.add(
          match.interval == 1 ? "" : " rate-interval " + Integer.toUnsignedString(match.interval));
    }
  }

  private static String parts(Data match, String between) {
    StringBuilder text = new StringBuilder();
    for (Part part : List.of(Part.SRCIP, Part.SRCPORT, Part.DSTIP, Part.DSTPORT)) {
      if (match.parts.contains(part)) {
        text.append(text.isEmpty() ? "" : between).append(part.word());
      }
    }
    return text.toString();
  }

  private interface Setting {
    void is(String option, String text);
  }

  /** What is said of the table: what differs from what it would be by itself. */
  private static void table(Data match, long factor, boolean all, Setting to) {
    if (match.size != 0) {
      to.is("htable-size", Integer.toUnsignedString(match.size));
    }
    if (match.max != 0) {
      to.is("htable-max", Integer.toUnsignedString(match.max));
    }
    if (match.gcInterval != DEFAULT_GC) {
      to.is("htable-gcinterval", Integer.toUnsignedString(match.gcInterval));
    }
    if (all || match.expire != HashlimitRate.expiry(match, factor)) {
      to.is("htable-expire", Integer.toUnsignedString(match.expire));
    }
    if (match.sourceLength != match.wholeLength) {
      to.is("srcmask", Integer.toString(match.sourceLength));
    }
    if (match.destinationLength != match.wholeLength) {
      to.is("dstmask", Integer.toString(match.destinationLength));
    }
  }

  @Override
  public boolean translate(Data match, Translation out) {
    if (match.rateMatch) {
      return false; // The C tool has no words for it either: it prints (null), or crashes.
    }
    out.add("meter " + match.table + " {");
    String between = " ";
    for (Part part : Part.values()) {
      if (match.parts.contains(part)) {
        out.join(between).add(key(part, match, out));
        between = " . ";
      }
    }
    if (match.expire != 1000) {
      out.add(" timeout " + Integer.toUnsignedLong(match.expire) / 1000 + "s");
    }
    out.add(" limit rate").add(match.above ? " over " : " ");
    out.add(HashlimitRate.translated(match) + " }");
    return !match.parts.isEmpty();
  }

  private static String key(Part part, Data match, Translation out) {
    return switch (part) {
      case SRCPORT -> "tcp sport";
      case DSTPORT -> "tcp dport";
      case SRCIP -> out.header() + " saddr" + mask(match.sourceLength, match.wholeLength);
      case DSTIP -> out.header() + " daddr" + mask(match.destinationLength, match.wholeLength);
    };
  }

  /** The mask in full: IPv6 has all its digits. */
  private static String mask(int length, int whole) {
    if (length == whole) {
      return "";
    }
    StringBuilder text = new StringBuilder(" and ");
    int bits = whole == 32 ? 8 : 16;
    for (int from = 0; from < whole; from += bits) {
      int ones = Math.clamp(length - from, 0, bits);
      int block = (1 << bits) - 1 & -1 << bits - ones;
      text.append(from == 0 ? "" : whole == 32 ? "." : ":");
      text.append(whole == 32 ? Integer.toString(block) : String.format("%04x", block));
    }
    return text.toString();
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    Use there = context.objects().ofRules(Use.class, family(match) + " " + match.table);
    if (!ProcName.isValid(match.table)
        || there != null && there.rateMatch != match.rateMatch
        || match.gcInterval == 0
        || match.expire == 0
        || match.sourceLength > match.wholeLength
        || match.destinationLength > match.wholeLength) {
      return Errno.EINVAL;
    }
    if (match.rateMatch) {
      boolean fits = match.average != 0 && match.average >>> 32 == 0;
      return !fits ? Errno.ERANGE : match.interval == 0 ? Errno.EINVAL : null;
    }
    if (match.bytes) {
      return HashlimitTable.byteCredits(match.average) == 0 ? Errno.EINVAL : null;
    }
    long full = HashlimitTable.credits(match.average * match.burst);
    return Long.compareUnsigned(full, HashlimitTable.credits(match.average)) < 0
        ? Errno.ERANGE
        : null;
  }

  /** What rules that share a table must agree on. */
  private record Use(boolean rateMatch) {}

  @Override
  public void objects(Data match, HostObjects.Taker to) {
    to.take(family(match) + " " + match.table, new Use(match.rateMatch));
  }

  private static Family family(Data match) {
    return match.wholeLength == Family.IPV4.bits() ? Family.IPV4 : Family.IPV6;
  }

  /** struct xt_hashlimit_mtinfo3, and what older tools write. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return HashlimitStruct.LAYOUTS;
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    HashlimitTable table =
        lowering.named(
            HashlimitTable.class,
            family(match) + " " + match.table,
            () -> new HashlimitTable(match));
    return new Condition.Probe(new HashlimitTable.Limited(table, match));
  }
}
