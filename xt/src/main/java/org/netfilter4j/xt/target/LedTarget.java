package org.netfilter4j.xt.target;

import java.util.List;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.option.Syntaxes;

/** {@code -j LED}: lets a light of the machine shine (xt_LED.c). */
public final class LedTarget extends TargetDescriptor<LedTarget.Data> {
  /** The delay that stands for "until something else switches it off". */
  private static final int FOR_EVER = -1;

  private static final Option<String> ID =
      Option.of("led-trigger-id", Id.ID).makeMandatory().help("the trigger, called netfilter-NAME");
  private static final Option<Integer> DELAY =
      Option.of("led-delay", Delay.DELAY).help("milliseconds that it shines, or \"inf\"");
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
          DELAY.name(), target.delay == FOR_EVER ? "inf" : Integer.toUnsignedString(target.delay));
    }
    if (target.blink) {
      out.option(BLINK.name(), false);
    }
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" led-trigger-id:" + target.quoted());
    out.add(target.delay == FOR_EVER ? " led-delay:inf" : " led-delay:" + target.delay + "ms");
    out.add(target.blink ? " led-always-blink" : "");
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return Aside.action("triggers LED " + target.id, "触发指示灯 " + target.id);
  }

  private enum Id implements Syntax<String> {
    ID;

    private static final int MOST = 16;

    @Override
    public String parse(String text, String owner, String option, RuleContext context) {
      if (text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MOST) {
        throw Rejected.parameter("Argument must have a maximum length of 16 characters\n");
      }
      return text;
    }

    @Override
    public String placeholder() {
      return "name";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of("foo", "a b", "", "a\"b\\c", "x".repeat(MOST)), List.of("x".repeat(MOST + 1)));
    }
  }

  private enum Delay implements Syntax<Integer> {
    DELAY;

    @Override
    public Integer parse(String text, String owner, String option, RuleContext context) {
      if (text.regionMatches(true, 0, "inf", 0, 3)) {
        return FOR_EVER;
      }
      Long number = Syntaxes.parseUnsigned(text);
      if (number == null || number >>> 32 != 0) {
        throw Rejected.parameter("Delay value must be within range 0..4294967295");
      }
      return number.intValue();
    }

    @Override
    public String placeholder() {
      return "ms";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of("0", "42", "inf", "INFinite", "4294967295", "0x10", "3000000000", "010"),
          List.of("", "in", "-1", "4294967296", "5ms", "x"));
    }
  }
}
