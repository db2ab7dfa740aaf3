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
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;

/**
 * {@code -j CHECKSUM}: fills in a checksum that was left to the network card (xt_CHECKSUM.c,
 * revision 0).
 */
public final class ChecksumTarget extends TargetDescriptor<ChecksumTarget.Data> {
  /** XT_CHECKSUM_OP_FILL. */
  private static final int OP_FILL = 1;

  private static final Option<Boolean> FILL =
      Option.flag("checksum-fill").makeMandatory().help("fill it in");

  public ChecksumTarget() {
    super("CHECKSUM", Data.class, FILL);
  }

  /** struct xt_CHECKSUM_info with XT_CHECKSUM_OP_FILL, the only operation. */
  public record Data() implements Target.Extended {
    @Override
    public String name() {
      return "CHECKSUM";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data();
  }

  @Override
  public void save(Data target, Words out) {
    out.option(FILL.name(), false);
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" CHECKSUM fill");
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return context.table() == TableName.MANGLE ? null : Errno.EINVAL;
  }

  /** struct xt_CHECKSUM_info: the operations, of which there is one. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(
        new Layout<>(
            0,
            1,
            (target, out) -> out.u8(0, OP_FILL),
            in -> in.u8(0) == OP_FILL ? new Data() : null));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Do(FillChecksum.FILL);
  }
}
