package org.netfilter4j.xt.target;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Context.Translation;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;

/** {@code -j SNAT}: a new source for the connection (xt_nat.c; revision 0 for IPv4, 1 for IPv6). */
public final class SnatTarget extends TargetDescriptor<SnatTarget.Data> {
  private static final Option<NatRange> TO_SOURCE =
      Option.of("to-source", NatSyntax.ADDRESSES).makeMandatory().help("the new source");
  private static final Option<Boolean> RANDOM = Option.flag("random").help("any port of the range");
  private static final Option<Boolean> RANDOM_FULLY =
      Option.flag("random-fully").help("any port of the range, from a better source of chance");
  private static final Option<Boolean> PERSISTENT =
      Option.flag("persistent").help("the same address for all connections of a client");

  /** struct nf_nat_ipv4_multi_range_compat, struct nf_nat_range. */
  public record Data(NatRange to) implements Target.Extended {
    @Override
    public String name() {
      return "SNAT";
    }
  }

  public SnatTarget() {
    super("SNAT", Data.class, TO_SOURCE, RANDOM, RANDOM_FULLY, PERSISTENT);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(
        args.require(TO_SOURCE)
            .withoutBase()
            .withFlags(args.has(RANDOM), args.has(RANDOM_FULLY), args.has(PERSISTENT)));
  }

  @Override
  public void save(Data target, Words out) {
    target.to.save(out, "to-source", target.to.text());
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(target.to.listing("to:", target.to.text()));
  }

  @Override
  public boolean translate(Data target, org.netfilter4j.xt.Translation out) {
    return target.to.translate("snat", out);
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return NatRange.check(context, Hook.POSTROUTING.bit() | Hook.INPUT.bit());
  }

  @Override
  public List<Layout<Data>> layouts(Family family) {
    return NatLayouts.old(family, 1, Data::to, Data::new);
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return target.to.action(
        Translation.Side.SOURCE,
        Translation.Choice.RANGE,
        new Label(
            "changes the connection's source to " + target.to.text(),
            "把连接的源改为 " + target.to.text()));
  }
}
