package org.netfilter4j.xt.target;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.HostObjects;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.IdleTimeout;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.TimerName;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -j IDLETIMER}: sets back a timer that tells user space when no packet has come for a while
 * (xt_IDLETIMER.c, revision 1).
 */
public final class IdletimerTarget extends TargetDescriptor<IdletimerTarget.Data> {
  /** INT_MAX milliseconds, in seconds. */
  private static final long TOO_LONG = Integer.MAX_VALUE / 1000;

  /** MAX_IDLETIMER_LABEL_SIZE. */
  private static final int LABEL_LENGTH = 28;

  private static final int OLD_SIZE = 40;

  /** What sysfs, where the timers stand by their labels, has in every directory. */
  private static final Set<String> TAKEN = Set.of("power", "subsystem", "uevent", ".", "..", "");

  private static final Option<Long> TIMEOUT =
      Option.of("timeout", IdleTimeout.TIMEOUT).makeMandatory().help("in seconds");
  private static final Option<String> LABEL =
      Option.of("label", TimerName.NAME)
          .makeMandatory()
          .help("the timer's name; rules with the same one share it");
  private static final Option<Boolean> ALARM =
      Option.flag("alarm").help("a timer that wakes the machine up");

  public IdletimerTarget() {
    super("IDLETIMER", Data.class, TIMEOUT, LABEL, ALARM);
  }

  /**
   * struct idletimer_tg_info_v1.
   *
   * @param timeout in seconds
   */
  public record Data(long timeout, String label, boolean alarm) implements Target.Extended {
    @Override
    public String name() {
      return "IDLETIMER";
    }

    private Timer timer() {
      return alarm ? Timer.ALARM : Timer.ORDINARY;
    }
  }

  /** The kind of a timer, which rules that share one must agree on. */
  private enum Timer {
    ORDINARY,
    ALARM
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(TIMEOUT), args.require(LABEL), args.has(ALARM));
  }

  @Override
  public void save(Data target, Words out) {
    out.option(TIMEOUT.name(), Long.toString(target.timeout)).option(LABEL.name(), target.label);
    if (target.alarm) {
      out.option(ALARM.name(), false);
    }
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" timeout:" + target.timeout + " label:" + target.label);
    out.add(target.alarm ? " alarm" : "");
  }

  @Override
  public void objects(Data target, HostObjects.Taker to) {
    to.take(target.label, target.timer());
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    Timer timer = context.objects().ofRules(Timer.class, target.label);
    boolean fits =
        target.timeout > 0
            && target.timeout < TOO_LONG
            && !TAKEN.contains(target.label)
            && target.label.indexOf('/') < 0
            && (timer == null || timer == target.timer());
    return fits ? null : Errno.EINVAL;
  }

  /**
   * struct idletimer_tg_info_v1, and before Linux 5.7 idletimer_tg_info, which has no alarms: the
   * last 8 bytes of both are the kernel's own.
   */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(
        new Layout<>(1, 48, IdletimerTarget::write, in -> read(in, in.flag(33))),
        new Layout<>(0, OLD_SIZE, IdletimerTarget::write, in -> read(in, false)));
  }

  private static Data read(StructBytes in, boolean alarm) {
    return new Data(in.u32(0), in.text(4, LABEL_LENGTH), alarm);
  }

  private static void write(Data target, StructBytes out) {
    out.u32(0, target.timeout);
    out.text(4, LABEL_LENGTH, target.label);
    if (target.alarm) {
      if (out.size() == OLD_SIZE) {
        throw Rejected.parameter("unknown option \"--" + ALARM.name() + "\"");
      }
      out.flag(33, true);
    }
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return Aside.action(
        "sets timer " + target.label + " back to " + target.timeout + " s",
        "把计时器 " + target.label + " 重置为 " + target.timeout + " 秒");
  }
}
