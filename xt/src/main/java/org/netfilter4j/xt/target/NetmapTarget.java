package org.netfilter4j.xt.target;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Context.Translation;
import org.netfilter4j.xt.lower.Effect;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.HostMask;
import org.netfilter4j.xt.option.Option;

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
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    HostMask to = args.require(TO);
    return new Data(MaskedAddress.of(to.address(), to.prefixLength()));
  }

  @Override
  public void save(Data target, Words out) {
    out.option(TO.name(), target.to.toString());
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" to:").add(target.to.toString());
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return context.table() == TableName.NAT && context.onlyFrom(HOOKS) ? null : Errno.EINVAL;
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Do(new Map(target.to));
  }

  /** Keeps the bits behind the prefix of the destination, or after routing of the source. */
  private record Map(MaskedAddress to) implements Effect {
    @Override
    public Result apply(Context context) {
      Packet packet = context.packet();
      Translation.Side side =
          switch (context.hook()) {
            case PREROUTING, OUTPUT -> Translation.Side.DESTINATION;
            case INPUT, FORWARD, POSTROUTING -> Translation.Side.SOURCE;
          };
      Address old = side == Translation.Side.SOURCE ? packet.source() : packet.destination();
      Address mapped = to.address().or(old.and(to.mask().complement()));
      return context.translate(
          new Translation(
              side, mapped, mapped, 0, 0, -1, Translation.Choice.RANGE, false, false, false));
    }

    @Override
    public Set<Field> writes() {
      return Set.of(Field.Header.SOURCE_ADDRESS, Field.Header.DESTINATION_ADDRESS);
    }

    @Override
    public Set<Result> outcomes() {
      return Set.of(Result.ACCEPT, Result.DROP);
    }

    @Override
    public Label label() {
      return new Label("maps the connection's address into " + to, "把连接的地址映射到 " + to);
    }
  }
}
