package org.netfilter4j.xt.target;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Continuing;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntax;

/** {@code -j CLASSIFY}: sets the packet's priority, a traffic class (xt_CLASSIFY.c, revision 0). */
public final class ClassifyTarget extends TargetDescriptor<ClassifyTarget.Data> {
  private static final int HOOKS = Hook.OUTPUT.bit() | Hook.FORWARD.bit() | Hook.POSTROUTING.bit();

  private static final Option<Integer> CLASS =
      Option.of("set-class", Handle.HANDLE)
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
        switch (target.priority) {
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

  @Override
  public Action action(Data target, Lowering lowering) {
    String text = target.text("%x:%x");
    Label label = new Label("sets the traffic class to " + text, "把流量类别设为 " + text);
    return new Action.Do(new SetPriority(target.priority, label));
  }

  private record SetPriority(int priority, Label label) implements Continuing {
    @Override
    public Result apply(Context context) {
      context.packet().setPriority(priority);
      return Result.CONTINUE;
    }

    @Override
    public Set<Field> writes() {
      return Set.of(Field.Meta.PRIORITY);
    }
  }

  /** What sscanf(3) reads with {@code %x:%x}; what follows is not looked at. */
  private enum Handle implements Syntax<Integer> {
    HANDLE;

    private static final String NUMBER = "\\s*([-+]?)(?:0[xX])?([0-9a-fA-F]+)";
    private static final Pattern PAIR = Pattern.compile(NUMBER + ":" + NUMBER);

    @Override
    public Integer parse(String text, String owner, String option, RuleContext context) {
      Matcher pair = PAIR.matcher(text);
      if (!pair.lookingAt()) {
        throw Rejected.parameter("Bad class value \"" + text + "\"");
      }
      return number(pair.group(1), pair.group(2)) << 16
          | number(pair.group(3), pair.group(4)) & 0xffff;
    }

    private static int number(String sign, String digits) {
      String significant = digits.replaceFirst("^0+(?=.)", "");
      if (significant.length() > 16) {
        // What does not fit 64 bits becomes the largest number.
        return -1;
      }
      int lower = (int) Long.parseUnsignedLong(significant, 16);
      return sign.equals("-") ? -lower : lower;
    }

    @Override
    public String placeholder() {
      return "MAJOR:MINOR";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "1:2",
              "0:0",
              "ffff:ffff",
              "FFFF:0",
              "0x10:0x20",
              "10000:1",
              "1:12345",
              " 1: 2",
              "-1:1",
              "+1:+2",
              "1:2:3",
              "1:2x",
              "123456789abcdef01:1",
              "00001:00a",
              "-ffffffff:-12345678901234567",
              "a:-2"),
          List.of("", "1", "1:", ":1", ":", "x:1", "1:x", "1 :2", "1-2", "1.2", "root"));
    }
  }
}
