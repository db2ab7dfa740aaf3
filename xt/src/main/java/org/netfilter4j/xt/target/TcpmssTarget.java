package org.netfilter4j.xt.target;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Target;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.match.Tcp;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.SegmentSize;
import org.netfilter4j.xt.struct.Layout;

/** {@code -j TCPMSS}: lowers the MSS that a SYN announces (xt_TCPMSS.c). */
public final class TcpmssTarget extends TargetDescriptor<TcpmssTarget.Data> {
  /** XT_TCPMSS_CLAMP_PMTU: whatever the path's MTU leaves. */
  static final int CLAMP = 0xffff;

  private static final int HOOKS = Hook.FORWARD.bit() | Hook.OUTPUT.bit() | Hook.POSTROUTING.bit();
  private static final Option<Integer> SET_MSS =
      Option.of("set-mss", SegmentSize.SIZE).help("the MSS");
  private static final Option<Boolean> CLAMP_MSS =
      Option.flag("clamp-mss-to-pmtu").help("what both ways' MTU leaves");

  /** struct xt_tcpmss_info; 0xffff stands for clamping. */
  public record Data(int mss) implements Target.Extended {
    @Override
    public String name() {
      return "TCPMSS";
    }
  }

  public TcpmssTarget() {
    super("TCPMSS", Data.class, SET_MSS, CLAMP_MSS);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    if (args.uses().isEmpty()) {
      throw Rejected.parameter("TCPMSS target: At least one parameter is required");
    }
    // Both write the same number, so the last one counts.
    Args.Use<?> last = args.uses().getLast();
    return new Data(last.value() instanceof Integer mss ? mss : CLAMP);
  }

  @Override
  public void save(Data target, Words out) {
    if (target.mss() == CLAMP) {
      out.option("clamp-mss-to-pmtu", false);
    } else {
      out.option("set-mss", Integer.toString(target.mss()));
    }
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(target.mss() == CLAMP ? " TCPMSS clamp to PMTU" : " TCPMSS set " + target.mss());
  }

  @Override
  public boolean translate(Data target, Translation out) {
    out.add("tcp option maxseg size set " + (target.mss() == CLAMP ? "rt mtu" : "" + target.mss()));
    return true;
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    boolean fits =
        context.onlyProtocol(IpProtocol.TCP)
            && (target.mss() != CLAMP || context.onlyOwn(HOOKS))
            && (context.mode() == Mode.NFT || asksForSyn(context.matches()));
    return fits ? null : Errno.EINVAL;
  }

  /** Whether one use of tcp has SYN among the flags to be set; nft_compat does not ask for it. */
  private static boolean asksForSyn(List<Match> matches) {
    for (Match match : matches) {
      if (match instanceof Tcp.Data tcp
          && (tcp.flags().set() & PacketBuilder.SYN) != 0
          && !tcp.notFlags()) {
        return true;
      }
    }
    return false;
  }

  /** struct xt_tcpmss_info: the MSS. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(
        new Layout<>(0, 2, (target, out) -> out.u16(0, target.mss()), in -> new Data(in.u16(0))));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Do(new LowerSegmentSize(target.mss()));
  }
}
