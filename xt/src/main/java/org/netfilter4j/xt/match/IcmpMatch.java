package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.IcmpTypes;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** Type and code: icmp in IPv4, icmp6 in IPv6 (xt_tcpudp.c, revision 0). */
abstract class IcmpMatch extends MatchDescriptor<IcmpMatch.Data> {
  private final Family family;
  private final Option<IcmpTypes.Type> option;

  /** struct ipt_icmp and struct ip6t_icmp. */
  public record Data(String name, IcmpTypes.Type type, boolean inverted) implements Match {}

  IcmpMatch(String name, Family family, Option<IcmpTypes.Type> option) {
    super(name, family, Data.class, option);
    this.family = family;
    this.option = option;
  }

  static Option<IcmpTypes.Type> option(String name, IcmpTypes types) {
    return Option.of(name, types)
        .allowInversion()
        .makeMandatory()
        .help("one of these types, or type[/code] in numbers:" + types.help());
  }

  @Override
  public final Data parse(Args args, RuleContext context) {
    return new Data(name(), args.require(option), args.inverted(option));
  }

  /** Whether every type is meant, which only IPv4 has a word for. */
  private boolean isAny(Data match) {
    return family == Family.IPV4 && match.type.type() == IcmpTypes.ANY;
  }

  @Override
  public final void save(Data match, Words out) {
    String listed = isAny(match) ? "any" : match.type.toString();
    out.option(option.name(), match.inverted, out.isExact() ? match.type.exactly() : listed);
  }

  /** What nft calls a type with several of its codes; null where it has no name. */
  abstract @Nullable String nftName(IcmpTypes.Type type);

  /** nft has no words for one code alone. */
  @Override
  public final boolean translate(Data match, Translation out) {
    if (isAny(match)) {
      out.add("ip protocol icmp");
      return true;
    }
    String name = match.type.low() == match.type.high() ? null : nftName(match.type);
    if (name == null) {
      return false;
    }
    out.test(family == Family.IPV4 ? "icmp type" : "icmpv6 type", match.inverted, name);
    return true;
  }

  @Override
  public final @Nullable Errno check(Data match, CheckContext context) {
    int protocol = family == Family.IPV4 ? IpProtocol.ICMP : IpProtocol.ICMPV6;
    return context.onlyProtocol(protocol) ? null : Errno.EINVAL;
  }

  /** struct ipt_icmp and struct ip6t_icmp: type, two codes, and whether it is inverted. */
  @Override
  public final List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 4, IcmpMatch::write, this::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u8(0, match.type.type());
    out.u8(1, match.type.low());
    out.u8(2, match.type.high());
    out.flag(3, match.inverted);
  }

  private Data read(StructBytes in) {
    boolean inverted = in.known(in.u8(3), 1) != 0;
    return new Data(name(), new IcmpTypes.Type(in.u8(0), in.u8(1), in.u8(2)), inverted);
  }

  @Override
  public final Condition condition(Data match, Lowering lowering) {
    return isAny(match)
        ? Headers.icmp(Condition.ALWAYS.not(match.inverted))
        : Headers.icmp(match.type, match.inverted);
  }

  @Override
  public abstract void list(Data match, Listing out);
}
