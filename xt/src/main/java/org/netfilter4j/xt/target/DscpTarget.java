package org.netfilter4j.xt.target;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
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
import org.netfilter4j.xt.option.CodePoint;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;

/** {@code -j DSCP}: sets the code point in the TOS byte (xt_DSCP.c, revision 0). */
public final class DscpTarget extends TargetDescriptor<DscpTarget.Data> {
  private static final Option<Integer> NUMBER = CodePoint.number("set-dscp", "set-dscp-class");
  private static final Option<Integer> NAMED = CodePoint.named("set-dscp-class", "set-dscp");

  /** struct xt_DSCP_info; the code point is 0 to 63. */
  public record Data(int point) implements Target.Extended {
    @Override
    public String name() {
      return "DSCP";
    }
  }

  public DscpTarget() {
    super("DSCP", Data.class, NUMBER, NAMED);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(
        CodePoint.of(args, NUMBER, NAMED, "DSCP target: Parameter --set-dscp is required"));
  }

  @Override
  public void save(Data target, Words out) {
    out.option("set-dscp", CodePoint.text(target.point));
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" DSCP set " + CodePoint.text(target.point));
  }

  @Override
  public boolean translate(Data target, Translation out) {
    out.add(out.header() + " dscp set " + CodePoint.text(target.point));
    return true;
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return context.table() == TableName.MANGLE ? null : Errno.EINVAL;
  }

  /** struct xt_DSCP_info: the code point. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(
        new Layout<>(0, 1, (target, out) -> out.u8(0, target.point), in -> new Data(in.u8(0))));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    String point = CodePoint.text(target.point);
    Label label = new Label("sets the DSCP to " + point, "把 DSCP 设为 " + point);
    return new Action.Do(new RewriteTos(target.point << 2, 0xfc, label));
  }
}
