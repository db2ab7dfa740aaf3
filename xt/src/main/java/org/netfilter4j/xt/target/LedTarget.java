package org.netfilter4j.xt.target;

import java.util.List;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.LedDelay;
import org.netfilter4j.xt.option.LedName;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -j LED}: lets a light of the machine shine (xt_LED.c). */
public final class LedTarget extends TargetDescriptor<LedTarget.Data> {

  /** What the kernel's triggers are called by. */
  private static final String PREFIX = "netfilter-";

  private static final Option<String> ID =
      Option.of("led-trigger-id", LedName.ID)
          .makeMandatory()
          .help("the trigger, called netfilter-NAME");
  private static final Option<Integer> DELAY =
      Option.of("led-delay", LedDelay.DELAY).help("milliseconds that it shines, or \"inf\"");
  private static final Option<Boolean> BLINK =
      Option.flag("led-always-blink").help("blinks for a packet even while it shines");

  public LedTarget() {
    super("LED", Data.class, ID, DELAY, BLINK);
  }

  /**
   * struct xt_led_info.
   *
   * @param id at most 16 bytes
   * @param delay in milliseconds, 32 bits of which -1 stands for no end
   */
  public record Data(String id, int delay, boolean blink) implements Target.Extended {
    @Override
    public String name() {
      return "LED";
    }

    private String quoted() {
      return '"' + id.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(ID), args.get(DELAY, 0), args.has(BLINK));
  }

  /** The C tool writes -1 for "inf", which it does not read. */
  @Override
  public void save(Data target, Words out) {
    out.option(ID.name(), target.quoted());
    if (target.delay != 0) {
      out.option(
          DELAY.name(),
          target.delay == LedDelay.FOR_EVER ? "inf" : Integer.toUnsignedString(target.delay));
    }
    if (target.blink) {
      out.option(BLINK.name(), false);
    }
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" led-trigger-id:" + target.quoted());
    out.add(
        target.delay == LedDelay.FOR_EVER ? " led-delay:inf" : " led-delay:" + target.delay + "ms");
    out.add(target.blink ? " led-always-blink" : "");
  }

  /** struct xt_led_info: its last 8 bytes are the kernel's own. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 40, LedTarget::write, LedTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    out.text(0, 26, PREFIX + target.id);
    out.flag(27, target.blink);
    out.u32(28, target.delay);
  }

  private static Data read(StructBytes in) {
    return new Data(in.text(0, 27).substring(PREFIX.length()), in.s32(28), in.flag(27));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return Aside.action("triggers LED " + target.id, "触发指示灯 " + target.id);
  }
}
