package org.netfilter4j.xt.match;

import java.util.List;
import java.util.Locale;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.lower.Reading;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Choice;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.option.Syntaxes;

/**
 * {@code -m connbytes}: how much a connection has carried (xt_connbytes.c, revision 0). A rule with
 * it has connections counted from then on (net.netfilter.nf_conntrack_acct).
 */
public final class Connbytes extends MatchDescriptor<Connbytes.Data> {
  private static final Option<Span> CONNBYTES =
      Option.of("connbytes", Counts.FROM_TO)
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
    out.option("connbytes-mode", word(match.mode)).option("connbytes-dir", word(match.direction));
  }

  @Override
  public void list(Data match, Listing out) {
    span(match, "", out.words());
    out.add(" connbytes mode " + word(match.mode));
    out.add(" connbytes direction " + word(match.direction));
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
    out.add("ct " + (match.direction == Direction.BOTH ? "" : word(match.direction) + " "));
    String low = Long.toUnsignedString(match.span.low);
    String high = Long.toUnsignedString(match.span.high);
    out.add(word(match.mode) + " ");
    if (low.equals(high)) {
      out.add(low);
    } else if (match.span.high == -1) {
      out.add((match.inverted ? "lt " : "ge ") + low);
    } else {
      out.add((match.inverted ? "!= " : "") + low + "-" + high);
    }
    return true;
  }

  /** Without a connection, or where it is not counted, nothing matches, inverted or not. */
  @Override
  public Condition condition(Data match, Lowering lowering) {
    lowering.extend(Connection.Extra.ACCOUNTING);
    Field amount = new Amount(match.direction, match.mode);
    Condition within =
        new Condition.Test(amount, new Values.Range(match.span.low, match.span.high));
    return match.inverted
        ? Condition.all(new Condition.Present(amount), new Condition.Not(within))
        : within;
  }

  private record Amount(Direction direction, Mode mode) implements Reading {
    @Override
    public Source source() {
      return Source.FLOW;
    }

    @Override
    public Label label() {
      String en =
          switch (mode) {
            case PACKETS -> "packets";
            case BYTES -> "bytes";
            case AVGPKT -> "bytes per packet";
          };
      String zh =
          switch (mode) {
            case PACKETS -> "数据包数";
            case BYTES -> "字节数";
            case AVGPKT -> "平均包长";
          };
      return switch (direction) {
        case ORIGINAL -> new Label("the connection's original " + en, "连接原始方向的" + zh);
        case REPLY -> new Label("the connection's reply " + en, "连接应答方向的" + zh);
        case BOTH -> new Label("the connection's " + en, "连接的" + zh);
      };
    }

    @Override
    public Presence read(Context context, Cell into) {
      Connection connection = context.connection();
      if (connection == null || !connection.isAccounted()) {
        return Presence.ABSENT;
      }
      long packets = 0;
      long bytes = 0;
      if (direction != Direction.REPLY) {
        packets += connection.packets(false);
        bytes += connection.bytes(false);
      }
      if (direction != Direction.ORIGINAL) {
        packets += connection.packets(true);
        bytes += connection.bytes(true);
      }
      into.number(
          switch (mode) {
            case PACKETS -> packets;
            case BYTES -> bytes;
            case AVGPKT -> packets == 0 ? 0 : Long.divideUnsigned(bytes, packets);
          });
      return Presence.PRESENT;
    }
  }

  /** {@code from[:[to]]} as XTTYPE_UINT64RC, but that a number alone means from it on. */
  private enum Counts implements Syntax<Span> {
    FROM_TO;

    @Override
    public Span parse(String text, String owner, String option, RuleContext context) {
      int colon = text.indexOf(':');
      if (colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
        throw Rejected.parameter(
            owner + ": Too many components for option \"--" + option + "\" (max: 2)\n");
      }
      Span span =
          new Span(
              end(colon < 0 ? text : text.substring(0, colon), 0, owner, option),
              end(colon < 0 ? "" : text.substring(colon + 1), -1, owner, option));
      if (Long.compareUnsigned(span.high, span.low) < 0) {
        throw Rejected.parameter(
            Long.toUnsignedString(span.low)
                + " should be less than "
                + Long.toUnsignedString(span.high));
      }
      return span;
    }

    private static long end(String text, long otherwise, String owner, String option) {
      Long number = text.isEmpty() ? Long.valueOf(otherwise) : Syntaxes.parseUnsigned(text);
      if (number == null) {
        throw Rejected.parameter(
            "%s: bad value for option \"--%s\" near \"%s\", or out of range (0-%s).\n"
                .formatted(owner, option, text, Long.toUnsignedString(-1)));
      }
      return number;
    }

    @Override
    public String placeholder() {
      return "from[:[to]]";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "0",
              "1",
              "10:",
              ":10",
              ":",
              "200:600",
              "7:7",
              "0:0",
              "",
              "0x10:017",
              "18446744073709551615",
              "0:18446744073709551615",
              "5:18446744073709551614"),
          List.of("2:1", "x", "1:x", "1:2:3", "-1", "1 :2", "18446744073709551616", "1-2", "5:0"));
    }
  }
}
