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

/** {@code -j DNAT}: a new destination for the connection (xt_nat.c; revision 2). */
public final class DnatTarget extends TargetDescriptor<DnatTarget.Data> {
  private static final Option<NatRange> TO_DESTINATION =
      Option.of("to-destination", NatSyntax.ADDRESSES)
          .makeMandatory()
          .help("the new destination; ports may be shifted");
  private static final Option<Boolean> RANDOM = Option.flag("random").help("any port of the range");
  private static final Option<Boolean> PERSISTENT =
      Option.flag("persistent").help("the same address for all connections of a client");

  /** struct nf_nat_range2. */
  public record Data(NatRange to) implements Target.Extended {
    @Override
    public String name() {
      return "DNAT";
    }
  }

  public DnatTarget() {
    super("DNAT", Data.class, TO_DESTINATION, RANDOM, PERSISTENT);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(
        args.require(TO_DESTINATION).withFlags(args.has(RANDOM), false, args.has(PERSISTENT)));
  }

  @Override
  public void save(Data target, Words out) {
    target.to.save(out, "to-destination", target.to.text());
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(target.to.listing("to:", target.to.text()));
  }

  @Override
  public boolean translate(Data target, org.netfilter4j.xt.Translation out) {
    return target.to.translate("dnat", out);
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return NatRange.check(context, Hook.PREROUTING.bit() | Hook.OUTPUT.bit());
  }

  @Override
  public List<Layout<Data>> layouts(Family family) {
    return NatLayouts.shifted(Data::to, Data::new);
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return target.to.action(
        Translation.Side.DESTINATION,
        Translation.Choice.RANGE,
        new Label(
            "changes the connection's destination to " + target.to.text(),
            "把连接的目的改为 " + target.to.text()));
  }
}
