package org.netfilter4j.xt.target;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.struct.Layout;

/**
 * {@code -j NOTRACK}: no connection tracking for the packet. In the kernel it is CT with a flag
 * that remembers the name (xt_CT.c, revision 2, XT_CT_NOTRACK_ALIAS).
 */
public final class NotrackTarget extends TargetDescriptor<NotrackTarget.Data> {

  /** struct xt_ct_target_info_v1 with no more than the flags. */
  public record Data() implements Target.Extended {
    @Override
    public String name() {
      return "NOTRACK";
    }
  }

  public NotrackTarget() {
    super("NOTRACK", Data.class);
  }

  @Override
  public String kernelName() {
    return "CT";
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data();
  }

  @Override
  public void save(Data target, Words out) {}

  @Override
  public void list(Data target, Listing out) {
    out.add(" NOTRACK");
  }

  @Override
  public boolean translate(Data target, Translation out) {
    out.add("notrack");
    return true;
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return context.table() == TableName.RAW ? null : Errno.EINVAL;
  }

  /** struct xt_ct_target_info_v1: the flags alone. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    int flags = CtTarget.FLAG_NOTRACK | CtTarget.FLAG_ALIAS;
    return List.of(
        new Layout<>(
            2,
            CtTarget.SIZE,
            (target, out) -> out.u16(0, flags),
            in -> (in.u16(0) & CtTarget.FLAG_ALIAS) == 0 ? null : new Data()));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Do(Untrack.UNTRACK);
  }
}
