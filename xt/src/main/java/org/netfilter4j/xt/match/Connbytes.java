package org.netfilter4j.xt.match;

import java.util.List;
import java.util.Locale;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Choice;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -m connbytes}: how much a connection has carried (xt_connbytes.c, revision 0). A rule with
 * it has connections counted from then on (net.netfilter.nf_conntrack_acct).
 */
public final class Connbytes extends MatchDescriptor<Connbytes.Data> {
  private static final Option<Span> CONNBYTES =
      Option.of("connbytes", ConnectionSpan.FROM_TO)
          .allowInversion()
          .makeMandatory()
          .help("at least so much, at most so much");

  private static final Option<String> DIRECTION =
      Option.of(
              "connbytes-dir",
              new Choice("Unknown --connbytes-dir `", "'", "original", "reply", "both"))
          .makeMandatory()
          .help("which of its packets count");

  private static final Option<String> MODE =
      Option.of(
              "connbytes-mode",
              new Choice("Unknown --connbytes-mode `", "'", "packets", "bytes", "avgpkt"))
          .makeMandatory()
          .help("what is counted; avgpkt: bytes for each packet");

  public Connbytes() {
    super("connbytes", Data.class, CONNBYTES, DIRECTION, MODE);
  }

  /** Unsigned numbers of 64 bits from low to high, both included. */
  public record Span(long low, long high) {}

  /** Which packets of a connection (XT_CONNBYTES_DIR_*). */
  public enum Direction {
    ORIGINAL,
    REPLY,
    BOTH
  }

  /** XT_CONNBYTES_PKTS, _BYTES, _AVGPKT. */
  public enum Mode {
    PACKETS,
    BYTES,
    AVGPKT
  }

  /** struct xt_connbytes_info. */
  public record Data(Span span, boolean inverted, Direction direction, Mode mode) implements Match {
    @Override
    public String name() {
      return "connbytes";
    }
  }

  /** Which way it was inverted is lost where both ends are equal: the struct swaps them. */
  @Override
  public Data parse(Args args, RuleContext context) {
    Span span = args.require(CONNBYTES);
    return new Data(
        span,
        args.inverted(CONNBYTES) && span.low != span.high,
        Direction.valueOf(args.require(DIRECTION).toUpperCase(Locale.ROOT)),
        Mode.valueOf(args.require(MODE).toUpperCase(Locale.ROOT)));
  }

  @Override
  public void save(Data match, Words out) {
    span(match, "--", out);
    out.option("connbytes-mode", word(match.mode()))
        .option("connbytes-dir", word(match.direction()));
  }

  @Override
  public void list(Data match, Listing out) {
    span(match, "", out.words());
    out.add(" connbytes mode " + word(match.mode()));
    out.add(" connbytes direction " + word(match.direction()));
  }

  private static void span(Data match, String prefix, Words out) {
    Span span = match.span;
    out.not(match.inverted).add(prefix + "connbytes").add(Long.toUnsignedString(span.low));
    // An upper end of 0 is left out, and read back as none.
    if (span.high != -1 && (span.high != 0 || out.isExact())) {
      out.raw().append(':').append(Long.toUnsignedString(span.high));
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean translate(Data match, Translation out) {
    out.add("ct " + (match.direction() == Direction.BOTH ? "" : word(match.direction()) + " "));
    String low = Long.toUnsignedString(match.span.low);
    String high = Long.toUnsignedString(match.span.high);
    out.add(word(match.mode()) + " ");
    if (low.equals(high)) {
      out.add(low);
    } else if (match.span.high == -1) {
      out.add((match.inverted ? "lt " : "ge ") + low);
    } else {
      out.add((match.inverted ? "!= " : "") + low + "-" + high);
    }
    return true;
  }

  /** struct xt_connbytes_info: the ends, swapped where it is inverted, mode and direction. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 24, Connbytes::write, Connbytes::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u64(match.inverted ? 8 : 0, match.span.low);
    out.u64(match.inverted ? 0 : 8, match.span.high);
    out.u8(16, match.mode.ordinal());
    out.u8(17, match.direction.ordinal());
  }

  private static Data read(StructBytes in) {
    long from = in.u64(0);
    long to = in.u64(8);
    boolean swapped = Long.compareUnsigned(from, to) > 0;
    return new Data(
        swapped ? new Span(to, from) : new Span(from, to),
        swapped,
        Direction.values()[in.u8(17)],
        Mode.values()[in.u8(16)]);
  }

  /** Without a connection, or where it is not counted, nothing matches, inverted or not. */
  @Override
  public Condition condition(Data match, Lowering lowering) {
    lowering.extend(Connection.Extra.ACCOUNTING);
    Field amount = new ConnectionAmount(match.direction(), match.mode());
    Condition within =
        new Condition.Test(amount, new Values.Range(match.span.low, match.span.high));
    return match.inverted
        ? Condition.all(new Condition.Present(amount), new Condition.Not(within))
        : within;
  }
}
