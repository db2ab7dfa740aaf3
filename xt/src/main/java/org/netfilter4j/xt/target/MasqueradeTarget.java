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

/**
 * {@code -j MASQUERADE}: the source becomes the address of the output interface (xt_MASQUERADE.c).
 */
public final class MasqueradeTarget extends TargetDescriptor<MasqueradeTarget.Data> {
  private static final Option<NatRange> TO_PORTS =
      Option.of("to-ports", NatSyntax.PORTS).help("the new source port");
  private static final Option<Boolean> RANDOM = Option.flag("random").help("any port of the range");
  private static final Option<Boolean> RANDOM_FULLY =
      Option.flag("random-fully").help("any port of the range, from a better source of chance");

  /** struct nf_nat_ipv4_multi_range_compat, struct nf_nat_range. */
  public record Data(NatRange to) implements Target.Extended {
    @Override
    public String name() {
      return "MASQUERADE";
    }
  }

  public MasqueradeTarget() {
    super("MASQUERADE", Data.class, TO_PORTS, RANDOM, RANDOM_FULLY);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(
        args.get(TO_PORTS, NatRange.NONE)
            .withoutBase()
            .withFlags(args.has(RANDOM), args.has(RANDOM_FULLY), false));
  }

  @Override
  public void save(Data target, Words out) {
    target.to.save(out, "to-ports", target.to.portText());
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(target.to.listing("masq ports: ", target.to.portText()));
  }

  @Override
  public boolean translate(Data target, org.netfilter4j.xt.Translation out) {
    return target.to.translate("masquerade", out);
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return NatRange.check(context, Hook.POSTROUTING.bit());
  }

  @Override
  public List<Layout<Data>> layouts(Family family) {
    return NatLayouts.old(family, 0, Data::to, Data::new);
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    String ports = target.to.portText();
    return target.to.action(
        Translation.Side.SOURCE,
        Translation.Choice.OUTPUT_INTERFACE,
        ports.isEmpty()
            ? new Label(
                "changes the connection's source to the output interface's address",
                "把连接的源改为出接口的地址")
            : new Label(
                "changes the connection's source to the output interface's address, port " + ports,
                "把连接的源改为出接口的地址，端口 " + ports));
  }
}
