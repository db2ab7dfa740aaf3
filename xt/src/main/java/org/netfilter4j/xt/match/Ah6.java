package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.lower.Reading;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;

/** {@code -m ah} of IPv6: what an authentication header says (ip6t_ah.c, revision 0). */
public final class Ah6 extends MatchDescriptor<Ah6.Data> {
  private static final Option<Interval> SPI = SpiTest.option("ahspi");
  private static final Option<Long> LENGTH =
      Option.of("ahlen", Syntaxes.number(0, 0xffff_ffffL))
          .allowInversion()
          .help("the header's length in bytes; 0 for any");
  private static final Option<Boolean> RESERVED =
      Option.flag("ahres").help("the reserved bytes are zero");

  /** struct ip6t_ah. */
  public record Data(SpiTest spi, long length, boolean notLength, boolean reserved)
      implements Match {
    @Override
    public String name() {
      return "ah";
    }

    private boolean asksLength() {
      return length != 0 || notLength;
    }
  }

  public Ah6() {
    super("ah", Family.IPV6, Data.class, SPI, LENGTH, RESERVED);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    SpiTest spi = SpiTest.of(args, SPI, Interval.ALL);
    return new Data(spi, args.get(LENGTH, 0L), args.inverted(LENGTH), args.has(RESERVED));
  }

  @Override
  public void save(Data match, Words out) {
    match.spi.save("ahspi", out);
    if (match.asksLength()) {
      out.option("ahlen", match.notLength, Long.toString(match.length));
    }
    if (match.reserved) {
      out.option("ahres", false);
    }
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" ah ");
    match.spi.list("", out);
    if (match.asksLength()) {
      out.add("length:" + (match.notLength ? "!" : "") + match.length);
    }
    out.add(match.reserved ? " reserved" : "");
  }

  @Override
  public boolean translate(Data match, Translation out) {
    boolean any = !match.spi.translate("ah spi", out);
    if (match.asksLength()) {
      out.test("ah hdrlength", match.notLength, Long.toString(match.length));
    }
    if (match.reserved) {
      out.add("ah reserved 1");
    } else if (any && !match.asksLength()) {
      out.add("meta l4proto ah");
    }
    return true;
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    List<Condition> parts = new ArrayList<>();
    parts.add(new Condition.Require(Header.THERE));
    parts.add(new Condition.Test(Header.THERE, Values.exactly(1)));
    parts.add(match.spi.condition(Header.SPI));
    if (match.length != 0) {
      Condition length = new Condition.Test(Header.LENGTH, Values.exactly(match.length));
      parts.add(length.not(match.notLength));
    }
    if (match.reserved) {
      parts.add(new Condition.Test(Header.RESERVED, Values.exactly(0)));
    }
    return new Condition.All(parts);
  }

  /** The first authentication header, wherever it stands among the extension headers. */
  private enum Header implements Reading {
    /** 1, or 0 without one; absent where it, or one before it, is cut short. */
    THERE("authentication header", "认证首部"),
    SPI("AH security parameters index", "AH 安全参数索引"),
    LENGTH("AH length", "AH 长度"),
    RESERVED("reserved bytes of AH", "AH 保留字节");

    private final Label label;

    Header(String en, String zh) {
      label = new Label(en, zh);
    }

    @Override
    public Source source() {
      return Source.PACKET;
    }

    @Override
    public Label label() {
      return label;
    }

    @Override
    public Presence read(Context context, Cell into) {
      Packet packet = context.packet();
      int at = packet.extensionHeader(IpProtocol.AH);
      if (at < 0) {
        into.number(0);
        boolean cutShort = packet.protocol() < 0 && packet.fragmentOffset() == 0;
        return this == THERE && !cutShort ? Presence.PRESENT : Presence.ABSENT;
      }
      if (at + 12 > packet.length()) {
        return Presence.ABSENT;
      }
      int length = (packet.byteAt(at + 1) + 2) * 4;
      if (at + length > packet.length()) {
        return Presence.ABSENT;
      }
      into.number(
          switch (this) {
            case THERE -> 1;
            case SPI -> packet.intAt(at + 4);
            case LENGTH -> length;
            case RESERVED -> packet.shortAt(at + 2);
          });
      return Presence.PRESENT;
    }
  }
}
