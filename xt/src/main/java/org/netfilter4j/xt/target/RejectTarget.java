package org.netfilter4j.xt.target;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;

/** {@code -j REJECT}: drops, and tells the sender (ipt_REJECT.c, ip6t_REJECT.c). */
public final class RejectTarget extends TargetDescriptor<RejectTarget.Data> {
  private static final int HOOKS = Hook.INPUT.bit() | Hook.FORWARD.bit() | Hook.OUTPUT.bit();
  private static final Option<RejectWith> WITH =
      Option.of("reject-with", RejectType.TYPE).help("how to answer");

  /** struct ipt_reject_info, struct ip6t_reject_info. */
  public record Data(RejectWith with) implements Target.Extended {
    @Override
    public String name() {
      return "REJECT";
    }
  }

  public RejectTarget() {
    super("REJECT", Data.class, WITH);
  }

  @Override
  public List<String> help() {
    return List.of(
        WITH.helpLine(),
        "      IPv4: " + RejectWith.words(Family.IPV4),
        "      IPv6: " + RejectWith.words(Family.IPV6));
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.get(WITH, RejectWith.standard(context.family())));
  }

  @Override
  public void save(Data target, Words out) {
    out.option("reject-with", target.with().word());
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" reject-with " + target.with().word());
  }

  @Override
  public boolean translate(Data target, Translation out) {
    out.add("reject");
    if (target.with() != RejectWith.standard(out.family())) {
      out.add("with " + target.with().translation());
    }
    return true;
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    boolean fits =
        context.table() == TableName.FILTER
            && context.onlyFrom(HOOKS)
            && (!target.with().isReset() || context.onlyProtocol(IpProtocol.TCP));
    return fits ? null : Errno.EINVAL;
  }

  /** struct ipt_reject_info, struct ip6t_reject_info: the answer. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(
        new Layout<>(
            0,
            4,
            (target, out) -> out.u32(0, target.with().number()),
            in -> new Data(RejectWith.of(in.family(), in.s32(0)))));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Do(new Reject(target.with()));
  }
}
