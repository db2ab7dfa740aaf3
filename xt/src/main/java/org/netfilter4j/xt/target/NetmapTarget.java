package org.netfilter4j.xt.target;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.HostMask;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;

/** {@code -j NETMAP}: one network for another, host by host (xt_NETMAP.c, revision 0). */
public final class NetmapTarget extends TargetDescriptor<NetmapTarget.Data> {
  private static final int HOOKS =
      Hook.PREROUTING.bit() | Hook.INPUT.bit() | Hook.OUTPUT.bit() | Hook.POSTROUTING.bit();
  private static final Option<HostMask> TO =
      Option.of("to", HostMask.syntax()).makeMandatory().help("the network to map to");

  public NetmapTarget() {
    super("NETMAP", Data.class, TO);
  }

  /** The range of struct nf_nat_ipv4_multi_range_compat or nf_nat_range: a whole network. */
  public record Data(MaskedAddress to) implements Target.Extended {
    @Override
    public String name() {
      return "NETMAP";
    }

    private NatRange range() {
      return NatRange.NONE.withAddresses(to.first(), to.last());
    }

    private static Data of(NatRange range) {
      Address first = range.first();
      Address last = range.last();
      if (first == null || last == null) {
        throw new IllegalArgumentException("no addresses");
      }
      // Where both ends agree the mask has ones: a bit in which they differ is set in the last.
      return new Data(new MaskedAddress(first, last.and(first.complement()).complement()));
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    HostMask to = args.require(TO);
    return new Data(MaskedAddress.of(to.address(), to.prefixLength()));
  }

  @Override
  public void save(Data target, Words out) {
    out.option(TO.name(), target.to().toString());
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" to:").add(target.to().toString());
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return context.table() == TableName.NAT && context.onlyFrom(HOOKS) ? null : Errno.EINVAL;
  }

  @Override
  public List<Layout<Data>> layouts(Family family) {
    return NatLayouts.old(family, 0, Data::range, Data::of);
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Do(new MapNetwork(target.to()));
  }
}
