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

/** {@code -m icmp}: ICMP type and code (xt_tcpudp.c, struct ipt_icmp, revision 0). */
public final class Icmp implements MatchExtension<Icmp.Data> {
  private static final IcmpTypes TYPES = new IcmpTypes(Family.IPV4);

  private static final Option<IcmpTypes.Type> TYPE =
      Option.of("icmp-type", TYPES)
          .allowInversion()
          .makeMandatory()
          .help("one of these types, or type[/code] in numbers:" + TYPES.help());

  /** struct ipt_icmp. */
  public record Data(IcmpTypes.Type type, boolean inverted) implements Match {
    @Override
    public String name() {
      return "icmp";
    }
  }

  @Override
  public String name() {
    return "icmp";
  }

  @Override
  public Set<Family> families() {
    return EnumSet.of(Family.IPV4);
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
    boolean any = match.type.type() == IcmpTypes.ANY;
    out.option("icmp-type", match.inverted, any ? "any" : match.type.toString());
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" icmp").add(TYPES.list(match.type, match.inverted, out.numeric()));
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return context.onlyProtocol(IpProtocol.ICMP) ? null : Errno.EINVAL;
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return match.type.type() == IcmpTypes.ANY
        ? Headers.icmp(Condition.ALWAYS.not(match.inverted))
        : Headers.icmp(match.type, match.inverted);
  }
}
