package org.netfilter4j.xt.match;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchExtension;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.IcmpTypes;
import org.netfilter4j.xt.option.Option;

/** {@code -m icmp6}: ICMPv6 type and code (xt_tcpudp.c, struct ip6t_icmp, revision 0). */
public final class Icmp6 implements MatchExtension<Icmp6.Data> {
  private static final IcmpTypes TYPES = new IcmpTypes(Family.IPV6);

  private static final Option<IcmpTypes.Type> TYPE =
      Option.of("icmpv6-type", TYPES)
          .allowInversion()
          .makeMandatory()
          .help("one of these types, or type[/code] in numbers:" + TYPES.help());

  /** struct ip6t_icmp. */
  public record Data(IcmpTypes.Type type, boolean inverted) implements Match {
    @Override
    public String name() {
      return "icmp6";
    }
  }

  @Override
  public String name() {
    return "icmp6";
  }

  @Override
  public Set<Family> families() {
    return EnumSet.of(Family.IPV6);
  }

  @Override
  public Class<Data> type() {
    return Data.class;
  }

  @Override
  public List<Option<?>> options() {
    return List.of(TYPE);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(TYPE), args.inverted(TYPE));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("icmpv6-type", match.inverted, match.type.toString());
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" ipv6-icmp").add(TYPES.list(match.type, match.inverted, out.numeric()));
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return context.onlyProtocol(IpProtocol.ICMPV6) ? null : Errno.EINVAL;
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return Headers.icmp(match.type, match.inverted);
  }
}
