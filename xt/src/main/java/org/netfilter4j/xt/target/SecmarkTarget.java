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
import org.netfilter4j.xt.option.CutText;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;

/**
 * {@code -j SECMARK}: gives the packet a label for the security module (xt_SECMARK.c, revision 1).
 * A kernel asks its security module for the context; an embedded host takes any.
 */
public final class SecmarkTarget extends TargetDescriptor<SecmarkTarget.Data> {
  /** SECMARK_SECCTX_MAX, without its NUL. */
  private static final int LONGEST = 255;

  /** SECMARK_MODE_SEL. */
  private static final int MODE_SEL = 1;

  private static final Option<String> SELCTX =
      Option.of("selctx", new CutText(LONGEST, 0, "context"))
          .makeMandatory()
          .help("the SELinux context");

  public SecmarkTarget() {
    super("SECMARK", Data.class, SELCTX);
  }

  /** struct xt_secmark_target_info_v1. */
  public record Data(String context) implements Target.Extended {
    @Override
    public String name() {
      return "SECMARK";
    }
  }

  /** Whether security marks may be dealt with in a table. */
  static boolean allowedIn(TableName table) {
    return table == TableName.MANGLE || table == TableName.SECURITY;
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(SELCTX));
  }

  @Override
  public void save(Data target, Words out) {
    out.option(SELCTX.name(), target.context);
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" SECMARK selctx " + target.context);
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return allowedIn(context.table()) ? null : Errno.EINVAL;
  }

  /** struct xt_secmark_target_info_v1, and before Linux 5.13 xt_secmark_target_info. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(layout(1, 1), layout(0, 8));
  }

  private static Layout<Data> layout(int revision, int contextAt) {
    return new Layout<>(
        revision,
        264,
        (target, out) -> {
          out.u8(0, MODE_SEL);
          out.text(contextAt, LONGEST, target.context);
        },
        in -> in.u8(0) == MODE_SEL ? new Data(in.text(contextAt, LONGEST + 1)) : null);
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return Aside.action(
        "labels the packet " + target.context + " for SELinux",
        "为 SELinux 给数据包打上标签 " + target.context);
  }
}
