package org.netfilter4j.xt.target;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Label;
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
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -j SYNPROXY}: answers the opening of a TCP connection in the server's place, and opens it
 * there once the client has proved to exist (ipt_SYNPROXY.c, nf_synproxy_core.c).
 */
public final class SynproxyTarget extends TargetDescriptor<SynproxyTarget.Data> {
  private static final int HOOKS = Hook.INPUT.bit() | Hook.FORWARD.bit();
  // XT_SYNPROXY_OPT_*.
  private static final int OPT_MSS = 0x01;
  private static final int OPT_WSCALE = 0x02;
  private static final int OPT_SACK = 0x04;
  private static final int OPT_TIMESTAMP = 0x08;
  private static final int OPT_ECN = 0x10;

  private static final int NONE = -1;
  private static final Syntax<Long> NUMBER = Syntaxes.number(0, 0xffff_ffffL);

  private static final Option<Boolean> SACK =
      Option.flag("sack-perm").help("the server takes selective acknowledgements");
  private static final Option<Boolean> TIMESTAMP =
      Option.flag("timestamp").help("the server takes timestamps");
  private static final Option<Long> WSCALE =
      Option.of("wscale", NUMBER).help("the window scale that the server announces");
  private static final Option<Long> MSS =
      Option.of("mss", NUMBER).help("the segment size that the server announces");
  private static final Option<Boolean> ECN =
      Option.flag("ecn").help("the server takes congestion notifications");

  public SynproxyTarget() {
    super("SYNPROXY", Data.class, SACK, TIMESTAMP, WSCALE, MSS, ECN);
  }

  /**
   * struct xt_synproxy_info.
   *
   * @param wscale 0 to 255; -1 where it was not given
   * @param mss in bytes, 0 to 65535; -1 where it was not given
   */
  public record Data(boolean sack, boolean timestamp, int wscale, int mss, boolean ecn)
      implements Target.Extended {
    @Override
    public String name() {
      return "SYNPROXY";
    }

    /** What is set, in words each with this before it and that after it. */
    private String words(String before, String after) {
      return (sack ? before + "sack-perm" + after : "")
          + (timestamp ? before + "timestamp" + after : "")
          + (wscale >= 0 ? before + "wscale " + wscale + after : "")
          + (mss >= 0 ? before + "mss " + mss + after : "")
          + (ecn ? before + "ecn" + after : "");
    }
  }

  /** The struct keeps the lower 8 bits of one number and the lower 16 of the other. */
  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(
        args.has(SACK),
        args.has(TIMESTAMP),
        args.has(WSCALE) ? args.require(WSCALE).intValue() & 0xff : NONE,
        args.has(MSS) ? args.require(MSS).intValue() & 0xffff : NONE,
        args.has(ECN));
  }

  @Override
  public void save(Data target, Words out) {
    out.raw().append(target.words(" --", ""));
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" SYNPROXY ").add(target.words("", " "));
  }

  @Override
  public boolean translate(Data target, Translation out) {
    out.add("synproxy").add(target.words(" ", ""));
    return true;
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    boolean fits = context.onlyFrom(HOOKS) && context.onlyProtocol(IpProtocol.TCP);
    return fits ? null : Errno.EINVAL;
  }

  /** struct xt_synproxy_info: the options, window scale, segment size. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 4, SynproxyTarget::write, SynproxyTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    out.u8(
        0,
        (target.mss >= 0 ? OPT_MSS : 0)
            | (target.wscale >= 0 ? OPT_WSCALE : 0)
            | (target.sack ? OPT_SACK : 0)
            | (target.timestamp ? OPT_TIMESTAMP : 0)
            | (target.ecn ? OPT_ECN : 0));
    out.u8(1, Math.max(target.wscale, 0));
    out.u16(2, Math.max(target.mss, 0));
  }

  private static Data read(StructBytes in) {
    int options = in.u8(0);
    return new Data(
        (options & OPT_SACK) != 0,
        (options & OPT_TIMESTAMP) != 0,
        (options & OPT_WSCALE) != 0 ? in.u8(1) : NONE,
        (options & OPT_MSS) != 0 ? in.u16(2) : NONE,
        (options & OPT_ECN) != 0);
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Unknown(
        name(),
        new Label(
            "the kernel's SYN cookies and its state of the proxied connection",
            "内核的 SYN cookie 以及被代理连接的状态"));
  }
}
