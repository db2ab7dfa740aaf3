package org.netfilter4j.xt.match;

import java.util.List;
import java.util.Locale;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.HeaderKinds;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

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

  /**
   * struct ip6t_ipv6header_info: the kinds, whether it is inverted, whether others may be there.
   */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 3, Ipv6header::write, Ipv6header::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u8(0, match.kinds);
    out.u8(1, match.inverted ? 0xff : 0);
    out.u8(2, match.soft ? 0xff : 0);
  }

  private static Data read(StructBytes in) {
    return new Data(in.u8(0), in.flag(1), in.flag(2));
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    if (match.soft) {
      // Inverted, none of them may be there.
      int wanted = match.inverted ? 0 : match.kinds;
      return new Condition.Test(HeaderChain.KINDS, new Values.Masked(wanted, match.kinds));
    }
    return ExtensionHeader.test(HeaderChain.KINDS, Values.exactly(match.kinds), match.inverted);
  }
}
