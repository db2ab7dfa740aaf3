package org.netfilter4j.xt.target;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.QueueRange;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -j NFQUEUE}: to a program in user space, by one of some queues (xt_NFQUEUE.c, revision 3).
 */
public final class NfqueueTarget extends TargetDescriptor<NfqueueTarget.Data> {
  private static final int MOST_QUEUES = 0xffff;

  private static final Option<Integer> NUM =
      Option.of("queue-num", Syntaxes.integer(0, 0xffff))
          .exclude("queue-balance")
          .help("the number of the queue");
  private static final Option<Interval> BALANCE =
      Option.of("queue-balance", QueueRange.BALANCE)
          .exclude("queue-num")
          .help("spreads connections over queues, ends included");
  private static final Option<Boolean> BYPASS =
      Option.flag("queue-bypass").help("lets the packet go on where no program listens");
  private static final Option<Boolean> FANOUT =
      Option.flag("queue-cpu-fanout")
          .require("queue-balance")
          .help("chooses the queue by the CPU, not by the connection");

  public NfqueueTarget() {
    super("NFQUEUE", Data.class, NUM, BALANCE, BYPASS, FANOUT);
  }

  /**
   * struct xt_NFQ_info_v3.
   *
   * @param first the lowest queue, 0 to 65535
   * @param count how many queues, from 1
   * @param fanout the queue is chosen by the CPU
   */
  public record Data(int first, int count, boolean bypass, boolean fanout)
      implements Target.Extended {
    @Override
    public String name() {
      return "NFQUEUE";
    }

    private String queues(String between) {
      return count > 1 ? first + between + (first + count - 1) : Integer.toString(first);
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    int num = args.get(NUM, 0);
    Interval balance = args.get(BALANCE, new Interval(num, num));
    return new Data(
        (int) balance.low(),
        (int) (balance.high() - balance.low() + 1),
        args.has(BYPASS),
        args.has(FANOUT));
  }

  @Override
  public void save(Data target, Words out) {
    out.option((target.count > 1 ? BALANCE : NUM).name(), target.queues(":"));
    if (target.bypass()) {
      out.option(BYPASS.name(), false);
    }
    if (target.fanout) {
      out.option(FANOUT.name(), false);
    }
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(target.count > 1 ? " NFQUEUE balance " : " NFQUEUE num ").add(target.queues(":"));
    out.add(target.bypass() ? " bypass" : "").add(target.fanout ? " cpu-fanout" : "");
  }

  @Override
  public boolean translate(Data target, Translation out) {
    out.add("queue num " + target.queues("-")).add(target.bypass() ? "bypass" : "");
    out.add(target.fanout ? (target.bypass() ? "," : "") + "fanout" : "");
    return true;
  }

  /** The number of queues has 16 bits: with all of them it is 0. */
  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return target.count > MOST_QUEUES ? Errno.EINVAL : null;
  }

  /** struct xt_NFQ_info_v3. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(3, 6, NfqueueTarget::write, NfqueueTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    out.u16(0, target.first());
    out.u16(2, target.count);
    out.u16(4, (target.bypass ? 1 : 0) | (target.fanout ? 2 : 0));
  }

  private static Data read(StructBytes in) {
    return new Data(in.u16(0), in.u16(2), (in.u16(4) & 1) != 0, (in.u16(4) & 2) != 0);
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Do(new ToQueue(target.queues("-"), target.bypass()));
  }
}
