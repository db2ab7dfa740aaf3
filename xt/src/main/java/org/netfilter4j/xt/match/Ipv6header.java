package org.netfilter4j.xt.match;

import java.util.Locale;
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
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.HeaderKinds;
import org.netfilter4j.xt.option.Option;

/** {@code -m ipv6header}: which headers the packet is made of (ip6t_ipv6header.c, revision 0). */
public final class Ipv6header extends MatchDescriptor<Ipv6header.Data> {
  private static final Option<Integer> HEADER =
      Option.of("header", HeaderKinds.SYNTAX)
          .allowInversion()
          .makeMandatory()
          .help("exactly these headers, by name or number: " + HeaderKinds.help());
  private static final Option<Boolean> SOFT =
      Option.flag("soft").help("these headers and perhaps others");

  public Ipv6header() {
    super("ipv6header", Family.IPV6, Data.class, HEADER, SOFT);
  }

  /**
   * struct ip6t_ipv6header_info.
   *
   * @param kinds bits of {@link HeaderKinds}
   */
  public record Data(int kinds, boolean inverted, boolean soft) implements Match {
    @Override
    public String name() {
      return "ipv6header";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(HEADER), args.inverted(HEADER), args.has(SOFT));
  }

  @Override
  public void save(Data match, Words out) {
    out.option(HEADER.name(), match.inverted, HeaderKinds.text(match.kinds));
    if (match.soft) {
      out.option(SOFT.name(), false);
    }
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" ipv6header flags:").add(match.inverted ? "!" : "");
    out.add(
        out.numeric()
            ? String.format(Locale.ROOT, "0x%02X", match.kinds)
            : HeaderKinds.text(match.kinds));
    out.add(match.soft ? " soft" : "");
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    if (match.soft) {
      // Inverted, none of them may be there.
      int wanted = match.inverted ? 0 : match.kinds;
      return new Condition.Test(Kinds.KINDS, new Values.Masked(wanted, match.kinds));
    }
    return ExtensionHeader.test(Kinds.KINDS, Values.exactly(match.kinds), match.inverted);
  }

  /** The bits of the headers that are there; absent where a header is not whole. */
  private enum Kinds implements ExtensionHeader.Fact {
    KINDS;

    @Override
    public Presence read(Context context, Cell into) {
      Packet packet = context.packet();
      int next = packet.byteAt(6);
      int at = packet.headerLength();
      int kinds = 0;
      while (HeaderKinds.bit(next) != HeaderKinds.PROTOCOL && at <= packet.length()) {
        kinds |= HeaderKinds.bit(next);
        if (next == IpProtocol.NO_NEXT_HEADER) {
          break;
        }
        if (at + 2 > packet.length()) {
          return Presence.ABSENT;
        }
        if (next == IpProtocol.ESP) {
          break;
        }
        int header = at;
        int length = packet.byteAt(header + 1);
        at +=
            switch (next) {
              case IpProtocol.FRAGMENT -> 8;
              case IpProtocol.AH -> (length + 2) * 4;
              default -> (length + 1) * 8;
            };
        next = packet.byteAt(header);
      }
      boolean last = next == IpProtocol.NO_NEXT_HEADER || next == IpProtocol.ESP;
      into.number(last ? kinds : kinds | HeaderKinds.PROTOCOL);
      return Presence.PRESENT;
    }

    @Override
    public Label label() {
      return new Label("kinds of IPv6 headers", "IPv6 首部的种类");
    }
  }
}
