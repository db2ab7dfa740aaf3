package org.netfilter4j.xt.target;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.nft.NativeTarget;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.struct.Layout;

/**
 * {@code -j TRACE}: the kernel tells of every rule that the packet meets from here on (xt_TRACE.c;
 * in nft mode {@code meta nftrace set 1}).
 */
public final class TraceTarget extends TargetDescriptor<TraceTarget.Data>
    implements NativeTarget<TraceTarget.Data> {
  public TraceTarget() {
    super("TRACE", Data.class);
  }

  /** It has no options. */
  public record Data() implements Target.Extended {
    @Override
    public String name() {
      return "TRACE";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data();
  }

  @Override
  public void save(Data target, Words out) {}

  @Override
  public void list(Data target, Listing out) {}

  @Override
  public boolean translate(Data target, Translation out) {
    out.add("nftrace set 1");
    return true;
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return context.mode() == Mode.LEGACY && context.table() != TableName.RAW ? Errno.EINVAL : null;
  }

  /** No bytes. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 0, (target, out) -> {}, in -> new Data()));
  }

  @Override
  public Expression encode(Data target) {
    return new Expression.Trace();
  }

  @Override
  public Data decode(Expression expression) {
    return new Data();
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return Aside.action("traces the packet from here on", "从这里起跟踪该数据包");
  }
}
