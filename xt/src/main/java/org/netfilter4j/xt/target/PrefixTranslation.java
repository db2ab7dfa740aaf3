package org.netfilter4j.xt.target;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.HostMask;
import org.netfilter4j.xt.option.NetworkPrefix;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * What SNPT and DNPT have in common: another prefix for an address, and another 16 bits so that no
 * checksum changes (RFC 6296; ip6t_NPT.c, revision 0).
 */
abstract class PrefixTranslation extends TargetDescriptor<PrefixTranslation.Data> {
  private static final int LONGEST = 64;
  private static final Option<HostMask> FROM =
      Option.of("src-pfx", NetworkPrefix.PREFIX).makeMandatory().help("the prefix before");
  private static final Option<HostMask> TO =
      Option.of("dst-pfx", NetworkPrefix.PREFIX).makeMandatory().help("the prefix after");

  private final int hooks;
  private final boolean ofSource;

  /**
   * @param hooks where it may stand
   * @param ofSource whether the source is changed, or else the destination
   */
  PrefixTranslation(String name, int hooks, boolean ofSource) {
    super(name, Family.IPV6, Data.class, FROM, TO);
    this.hooks = hooks;
    this.ofSource = ofSource;
  }

  /** struct ip6t_npt_tginfo, with the prefixes as they were written. */
  public record Data(String name, HostMask from, HostMask to) implements Target.Extended {}

  @Override
  public final Data parse(Args args, RuleContext context) {
    return new Data(name(), args.require(FROM), args.require(TO));
  }

  @Override
  public final void save(Data target, Words out) {
    save(FROM, target.from(), out);
    save(TO, target.to(), out);
  }

  private static void save(Option<?> option, HostMask prefix, Words out) {
    if (!prefix.address().isAny() || prefix.prefixLength() != 0) {
      out.option(option.name(), text(prefix));
    }
  }

  private static String text(HostMask prefix) {
    return prefix.address() + "/" + prefix.prefixLength();
  }

  @Override
  public final void list(Data target, Listing out) {
    out.add(
        " " + target.name + " src-pfx " + text(target.from()) + " dst-pfx " + text(target.to()));
  }

  @Override
  public final @Nullable Errno check(Data target, CheckContext context) {
    boolean fits =
        context.table() == TableName.MANGLE
            && context.onlyFrom(hooks)
            && isPrefix(target.from())
            && isPrefix(target.to());
    return fits ? null : Errno.EINVAL;
  }

  private static boolean isPrefix(HostMask prefix) {
    return prefix.prefixLength() <= LONGEST && network(prefix).address().equals(prefix.address());
  }

  private static MaskedAddress network(HostMask prefix) {
    return MaskedAddress.of(prefix.address(), prefix.prefixLength());
  }

  /** struct ip6t_npt_tginfo: its last 2 bytes are the kernel's own. */
  @Override
  public final List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 36, PrefixTranslation::write, this::read));
  }

  private static void write(Data target, StructBytes out) {
    out.address(0, target.from.address());
    out.address(16, target.to.address());
    out.u8(32, target.from.prefixLength());
    out.u8(33, target.to.prefixLength());
  }

  private Data read(StructBytes in) {
    HostMask from = new HostMask(in.address(0, Family.IPV6), in.u8(32));
    return new Data(name(), from, new HostMask(in.address(16, Family.IPV6), in.u8(33)));
  }

  @Override
  public final Action action(Data target, Lowering lowering) {
    return new Action.Do(PrefixRewrite.of(network(target.from()), network(target.to()), ofSource));
  }
}
