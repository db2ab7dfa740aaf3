package org.netfilter4j.xt.target;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;

/**
 * {@code -j CONNSECMARK}: copies the security mark between packet and connection
 * (xt_CONNSECMARK.c).
 */
public final class ConnsecmarkTarget extends TargetDescriptor<ConnsecmarkTarget.Data> {
  private static final Option<Boolean> SAVE =
      Option.flag("save").exclude("restore").help("from the packet to the connection");
  private static final Option<Boolean> RESTORE =
      Option.flag("restore").exclude("save").help("from the connection to the packet");

  public ConnsecmarkTarget() {
    super("CONNSECMARK", Data.class, SAVE, RESTORE);
  }

  /**
   * struct xt_connsecmark_target_info.
   *
   * @param restore from the connection to the packet; else the other way
   */
  public record Data(boolean restore) implements Target.Extended {
    @Override
    public String name() {
      return "CONNSECMARK";
    }

    private String word() {
      return (restore ? RESTORE : SAVE).name();
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    if (args.uses().isEmpty()) {
      throw Rejected.parameter("CONNSECMARK target: parameter required");
    }
    return new Data(args.has(RESTORE));
  }

  @Override
  public void save(Data target, Words out) {
    out.option(target.word(), false);
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" CONNSECMARK " + target.word());
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return SecmarkTarget.allowedIn(context.table()) ? null : Errno.EINVAL;
  }

  /** struct xt_connsecmark_target_info: 1 to save, 2 to restore. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(
        new Layout<>(
            0,
            1,
            (target, out) -> out.u8(0, target.restore ? 2 : 1),
            in -> new Data(in.u8(0) == 2)));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return target.restore
        ? Aside.action("takes the security mark from the connection", "从连接恢复安全标记")
        : Aside.action("saves the security mark in the connection", "把安全标记存入连接");
  }
}
