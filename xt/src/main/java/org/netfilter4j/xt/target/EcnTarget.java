package org.netfilter4j.xt.target;

import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -j ECN}: rewrites the ECN bits of TCP and of IPv4 (ipt_ECN.c, revision 0; RFC 3168). */
public final class EcnTarget extends TargetDescriptor<EcnTarget.Data> {
  // IPT_ECN_OP_*.
  private static final int SET_POINT = 0x01;
  private static final int SET_ECE = 0x10;
  private static final int SET_CWR = 0x20;

  // Bit fields begin at the end where the machine's numbers begin.
  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  private static final int ECE_BIT = LITTLE ? 0 : 7;
  private static final int CWR_BIT = LITTLE ? 1 : 6;

  private static final Option<Boolean> REMOVE =
      Option.flag("ecn-tcp-remove")
          .exclude("ecn-tcp-cwr", "ecn-tcp-ece")
          .help("clears both bits of TCP");
  private static final Option<Integer> CWR =
      Option.of("ecn-tcp-cwr", Syntaxes.integer(0, 1)).exclude("ecn-tcp-remove").help("0 or 1");
  private static final Option<Integer> ECE =
      Option.of("ecn-tcp-ece", Syntaxes.integer(0, 1)).exclude("ecn-tcp-remove").help("0 or 1");
  private static final Option<Integer> ECT =
      Option.of("ecn-ip-ect", Syntaxes.integer(0, 3)).help("the code point of IPv4, 0 to 3");

  /**
   * struct ipt_ECN_info; -1 for a bit that is left alone.
   *
   * @param setsPoint whether the code point of IPv4 is set
   * @param point it; 0 if it was never given
   */
  public record Data(int ece, int cwr, boolean setsPoint, int point) implements Target.Extended {
    @Override
    public String name() {
      return "ECN";
    }

    private boolean isRemove() {
      return ece == 0 && cwr == 0 && !setsPoint;
    }

    private boolean setsTcp() {
      return ece >= 0 || cwr >= 0;
    }
  }

  public EcnTarget() {
    super("ECN", Family.IPV4, Data.class, REMOVE, CWR, ECE, ECT);
  }

  /** As in the C tool, removing takes back a code point of IPv4 that stands before it. */
  @Override
  public Data parse(Args args, RuleContext context) {
    if (args.uses().isEmpty()) {
      throw Rejected.parameter("ECN target: An operation is required");
    }
    int point = args.get(ECT, 0);
    if (!args.has(REMOVE)) {
      return new Data(args.get(ECE, -1), args.get(CWR, -1), args.has(ECT), point);
    }
    return new Data(0, 0, args.uses().getLast().option().equals(ECT), point);
  }

  @Override
  public void save(Data target, Words out) {
    if (target.isRemove()) {
      out.option("ecn-tcp-remove", false);
      return;
    }
    if (target.ece >= 0) {
      out.option("ecn-tcp-ece", Integer.toString(target.ece));
    }
    if (target.cwr >= 0) {
      out.option("ecn-tcp-cwr", Integer.toString(target.cwr));
    }
    if (target.setsPoint) {
      out.option("ecn-ip-ect", Integer.toString(target.point()));
    }
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" ECN");
    if (target.isRemove()) {
      out.add(" TCP remove");
      return;
    }
    out.add(target.ece >= 0 ? " ECE=" + target.ece : "");
    out.add(target.cwr >= 0 ? " CWR=" + target.cwr : "");
    out.add(target.setsPoint ? " ECT codepoint=" + target.point() : "");
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    boolean fits =
        context.table() == TableName.MANGLE
            && (!target.setsTcp() || context.onlyProtocol(IpProtocol.TCP));
    return fits ? null : Errno.EINVAL;
  }

  /** struct ipt_ECN_info: operations, code point, the bits of TCP. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 3, EcnTarget::write, EcnTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    out.u8(
        0,
        (target.setsPoint ? SET_POINT : 0)
            | (target.ece >= 0 ? SET_ECE : 0)
            | (target.cwr >= 0 ? SET_CWR : 0));
    out.u8(1, target.point);
    out.u8(2, Math.max(target.ece, 0) << ECE_BIT | Math.max(target.cwr, 0) << CWR_BIT);
  }

  private static Data read(StructBytes in) {
    int operations = in.u8(0);
    return new Data(
        (operations & SET_ECE) == 0 ? -1 : in.u8(2) >> ECE_BIT & 1,
        (operations & SET_CWR) == 0 ? -1 : in.u8(2) >> CWR_BIT & 1,
        (operations & SET_POINT) != 0,
        in.u8(1));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    int mask = (target.ece >= 0 ? 0x40 : 0) | (target.cwr >= 0 ? 0x80 : 0);
    int bits = (target.ece > 0 ? 0x40 : 0) | (target.cwr > 0 ? 0x80 : 0);
    return new Action.Do(new RewriteEcn(mask, bits, target.setsPoint ? target.point() : -1));
  }
}
