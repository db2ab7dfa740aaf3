package org.netfilter4j.xt.target;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.ClassHandle;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;

/** {@code -j CLASSIFY}: sets the packet's priority, a traffic class (xt_CLASSIFY.c, revision 0). */
public final class ClassifyTarget extends TargetDescriptor<ClassifyTarget.Data> {
  private static final int HOOKS = Hook.OUTPUT.bit() | Hook.FORWARD.bit() | Hook.POSTROUTING.bit();

  private static final Option<Integer> CLASS =
      Option.of("set-class", ClassHandle.HANDLE)
          .makeMandatory()
          .help("the class, both numbers hexadecimal");

  /**
   * struct xt_classify_target_info.
   *
   * @param priority the class's major number in the upper 16 bits, the minor one in the lower
   */
  public record Data(int priority) implements Target.Extended {
    @Override
    public String name() {
      return "CLASSIFY";
    }

    private String text(String format) {
      return String.format(Locale.ROOT, format, priority >>> 16, priority & 0xffff);
    }
  }

  public ClassifyTarget() {
    super("CLASSIFY", Data.class, CLASS);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(CLASS));
  }

  @Override
  public void save(Data target, Words out) {
    out.option("set-class", target.text("%04x:%04x"));
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" CLASSIFY set ").add(target.text("%x:%x"));
  }

  @Override
  public boolean translate(Data target, Translation out) {
    out.add("meta priority set ");
    out.add(
        switch (target.priority()) {
          case 0 -> "none";
          case -1 -> "root";
          default -> target.text("%x:%x");
        });
    return true;
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return context.onlyFrom(HOOKS) ? null : Errno.EINVAL;
  }

  /** struct xt_classify_target_info: the priority. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(
        new Layout<>(
            0, 4, (target, out) -> out.u32(0, target.priority), in -> new Data(in.s32(0))));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    String text = target.text("%x:%x");
    Label label = new Label("sets the traffic class to " + text, "把流量类别设为 " + text);
    return new Action.Do(new SetPriority(target.priority(), label));
  }
}
