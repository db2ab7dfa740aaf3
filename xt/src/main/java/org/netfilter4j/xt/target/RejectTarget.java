package org.netfilter4j.xt.target;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Effect;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Offer;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntax;

/** {@code -j REJECT}: drops, and tells the sender (ipt_REJECT.c, ip6t_REJECT.c). */
public final class RejectTarget extends TargetDescriptor<RejectTarget.Data> {
  private static final int HOOKS = Hook.INPUT.bit() | Hook.FORWARD.bit() | Hook.OUTPUT.bit();
  private static final Option<RejectWith> WITH =
      Option.of("reject-with", Type.TYPE).help("how to answer");

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
    out.option("reject-with", target.with.word());
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" reject-with " + target.with.word());
  }

  @Override
  public boolean translate(Data target, Translation out) {
    out.add("reject");
    if (target.with != RejectWith.standard(out.family())) {
      out.add("with " + target.with.translation());
    }
    return true;
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    boolean fits =
        context.table() == TableName.FILTER
            && context.onlyFrom(HOOKS)
            && (!target.with.isReset() || context.onlyProtocol(IpProtocol.TCP));
    return fits ? null : Errno.EINVAL;
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Do(new Reject(target.with));
  }

  private record Reject(RejectWith with) implements Effect {
    @Override
    public Result apply(Context context) {
      byte[] answer =
          with.isReset()
              ? RejectAnswer.reset(context)
              : RejectAnswer.unreachable(context, with.code());
      if (answer != null) {
        context.send(answer);
      }
      return Result.DROP;
    }

    @Override
    public Set<Field> writes() {
      return Set.of();
    }

    @Override
    public Set<Result> outcomes() {
      return Set.of(Result.DROP);
    }

    @Override
    public Label label() {
      return new Label("rejects with " + with.word(), "拒绝，应答 " + with.word());
    }
  }

  /** The name of an answer, or the beginning of one. */
  private enum Type implements Syntax<RejectWith> {
    TYPE;

    @Override
    public RejectWith parse(String text, String owner, String option, RuleContext context) {
      RejectWith with = RejectWith.find(context.family(), text);
      if (with != null) {
        return with;
      }
      String lower = text.toLowerCase(Locale.ROOT);
      if (context.family() == Family.IPV4
          && ("echo-reply".startsWith(lower) || "echoreply".startsWith(lower))) {
        context.warn("--reject-with echo-reply no longer supported");
      }
      throw Rejected.parameter("unknown reject type \"" + text + "\"");
    }

    @Override
    public Offer offer(Family family, int word) {
      return Offer.one(RejectWith.names(family));
    }

    @Override
    public String placeholder() {
      return "type";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "icmp-net-unreachable",
              "host-unreach",
              "icmp-proto-unreachable",
              "port",
              "net-prohib",
              "icmp-host-prohibited",
              "icmp-admin-prohibited",
              "tcp-reset",
              "tcp-rst",
              "icmp6-no-route",
              "adm-prohibited",
              "ICMP6-addr",
              "icmp6-port-unreachable",
              "icmp6-policy-fail",
              "reject-route",
              ""),
          List.of("x", "icmp-net-unreachable2", "icmp6-not-neighbour", "echo"));
    }
  }
}
