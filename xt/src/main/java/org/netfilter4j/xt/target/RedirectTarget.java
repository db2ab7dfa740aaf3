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
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Context.Translation;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;

/**
 * {@code -j REDIRECT}: the destination becomes the host itself, by the input interface's address or
 * loopback (xt_REDIRECT.c, nf_nat_redirect.c).
 */
public final class RedirectTarget extends TargetDescriptor<RedirectTarget.Data> {
  private static final Option<NatRange> TO_PORTS =
      Option.of("to-ports", NatSyntax.PORTS).help("the new destination port");
  private static final Option<Boolean> RANDOM = Option.flag("random").help("any port of the range");

  /** struct nf_nat_ipv4_multi_range_compat, struct nf_nat_range. */
  public record Data(NatRange to) implements Target.Extended {
    @Override
    public String name() {
      return "REDIRECT";
    }
  }

  public RedirectTarget() {
    super("REDIRECT", Data.class, TO_PORTS, RANDOM);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    NatRange to = args.get(TO_PORTS, NatRange.NONE);
    if (to.base() >= 0) {
      throw Rejected.parameter("Shifted portmap ranges not supported with this kernel");
    }
    return new Data(to.withFlags(args.has(RANDOM), false, false));
  }

  @Override
  public void save(Data target, Words out) {
    target.to.save(out, "to-ports", target.to.portText());
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(target.to.listing("redir ports ", target.to.portText()));
  }

  @Override
  public boolean translate(Data target, org.netfilter4j.xt.Translation out) {
    return target.to.translate("redirect", out);
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return NatRange.check(context, Hook.PREROUTING.bit() | Hook.OUTPUT.bit());
  }

  @Override
  public List<Layout<Data>> layouts(Family family) {
    return NatLayouts.old(family, 0, Data::to, Data::new);
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    String ports = target.to.portText();
    return target.to.action(
        Translation.Side.DESTINATION,
        Translation.Choice.LOCAL,
        ports.isEmpty()
            ? new Label("redirects the connection to this host", "把连接重定向到本机")
            : new Label(
                "redirects the connection to this host, port " + ports, "把连接重定向到本机端口 " + ports));
  }
}
