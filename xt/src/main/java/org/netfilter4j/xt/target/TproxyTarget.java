package org.netfilter4j.xt.target;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Address;
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
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.ResolvedPort;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.option.Syntaxes.Masked;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -j TPROXY}: hands the packet to a local transparent socket without rewriting it
 * (xt_TPROXY.c, revision 1).
 */
public final class TproxyTarget extends TargetDescriptor<TproxyTarget.Data> {

  private static final Option<Integer> ON_PORT =
      Option.of("on-port", ResolvedPort.PORT)
          .makeMandatory()
          .help("the port of the local socket, 0 for the packet's");
  private static final Option<Address> ON_IP =
      Option.of("on-ip", ResolvedHost.HOST).help("the address of the local socket");
  private static final Option<Masked> MARK =
      Option.of("tproxy-mark", Syntaxes.masked()).help("sets the packet mark");

  /**
   * struct xt_tproxy_target_info_v1.
   *
   * @param address all zeroes for the input interface's own
   * @param port 0 for the packet's own
   * @param mark the packet mark becomes {@code (mark & ~mask) ^ value}
   */
  public record Data(Address address, int port, Masked mark) implements Target.Extended {
    @Override
    public String name() {
      return "TPROXY";
    }

    private String markText() {
      return "0x" + Long.toHexString(mark.value()) + "/0x" + Long.toHexString(mark.mask());
    }
  }

  public TproxyTarget() {
    super("TPROXY", Data.class, ON_PORT, ON_IP, MARK);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(
        args.get(ON_IP, Address.any(context.family())),
        args.require(ON_PORT),
        args.get(MARK, new Masked(0, 0)));
  }

  @Override
  public void save(Data target, Words out) {
    out.option("on-port", Integer.toString(target.port()))
        .option("on-ip", target.address.toString())
        .option("tproxy-mark", target.markText());
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" TPROXY redirect " + target.address + ":" + target.port() + " mark ")
        .add(target.markText());
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    boolean fits =
        context.table() == TableName.MANGLE
            && context.onlyFrom(Hook.PREROUTING.bit())
            && (context.onlyProtocol(IpProtocol.TCP) || context.onlyProtocol(IpProtocol.UDP));
    return fits ? null : Errno.EINVAL;
  }

  /** struct xt_tproxy_target_info_v1. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(1, 28, TproxyTarget::write, TproxyTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    out.u32(0, target.mark.mask());
    out.u32(4, target.mark.value());
    out.address(8, target.address);
    out.network16(24, target.port());
  }

  private static Data read(StructBytes in) {
    Masked mark = new Masked(in.u32(4), in.u32(0));
    return new Data(in.address(8, in.family()), in.network16(24), mark);
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Do(
        new AssignSocket(
            target.address.isAny() ? null : target.address,
            target.port(),
            (int) target.mark.value(),
            (int) target.mark.mask()));
  }
}
