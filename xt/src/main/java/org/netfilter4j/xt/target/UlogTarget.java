package org.netfilter4j.xt.target;

import java.util.List;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.CutText;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -j ULOG}: NFLOG's forerunner, for IPv4 alone (ipt_ULOG.c, which Linux 3.17 took out; the C
 * tools still have their part).
 */
public final class UlogTarget extends TargetDescriptor<UlogTarget.Data> {
  private static final Option<Integer> GROUP =
      Option.of("ulog-nlgroup", Syntaxes.integer(1, 32)).help("the netlink group");
  private static final Option<String> PREFIX =
      Option.of("ulog-prefix", new CutText(31, 1, "prefix")).help("text that goes with the packet");
  private static final Option<Long> RANGE =
      Option.of("ulog-cprange", Syntaxes.number(0, -1)).help("so many bytes of the packet");
  private static final Option<Long> THRESHOLD =
      Option.of("ulog-qthreshold", Syntaxes.number(1, 50)).help("so many packets are sent at once");

  public UlogTarget() {
    super("ULOG", Family.IPV4, Data.class, GROUP, PREFIX, RANGE, THRESHOLD);
  }

  /**
   * struct ipt_ulog_info.
   *
   * @param group from 1
   * @param range bytes that are copied; 0 for all
   */
  public record Data(int group, String prefix, long range, long threshold)
      implements Target.Extended {
    @Override
    public String name() {
      return "ULOG";
    }

    /** Of 64 bits the tool prints 32. */
    private String shownRange() {
      return Long.toString(range & 0xffff_ffffL);
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    String prefix = args.get(PREFIX, "");
    if (prefix.indexOf('\n') >= 0) {
      throw Rejected.parameter("Newlines not allowed in --ulog-prefix");
    }
    return new Data(args.get(GROUP, 1), prefix, args.get(RANGE, 0L), args.get(THRESHOLD, 1L));
  }

  @Override
  public void save(Data target, Words out) {
    if (!target.prefix.isEmpty()) {
      out.option(PREFIX.name(), false).quoted(target.prefix);
    }
    if (target.group != 1) {
      out.option(GROUP.name(), Integer.toString(target.group));
    }
    if (target.range != 0) {
      out.option(RANGE.name(), target.shownRange());
    }
    if (target.threshold != 1) {
      out.option(THRESHOLD.name(), Long.toString(target.threshold));
    }
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" ULOG copy_range " + target.shownRange() + " nlgroup " + target.group);
    out.add(target.prefix.isEmpty() ? "" : " prefix \"" + target.prefix + "\"");
    out.add(" queue_threshold " + target.threshold);
  }

  /** struct ipt_ulog_info: the groups as bits, two numbers of 64 bits, the prefix. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 56, UlogTarget::write, UlogTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    out.u32(0, 1L << (target.group - 1));
    out.u64(8, target.range);
    out.u64(16, target.threshold);
    out.text(24, 31, target.prefix);
  }

  private static Data read(StructBytes in) {
    int group = Long.numberOfTrailingZeros(in.u32(0)) + 1;
    if (group > 32) {
      throw new IllegalArgumentException("no group");
    }
    return new Data(group, in.text(24, 32), in.u64(8), in.u64(16));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return Aside.action(
        "sends a copy to ULOG group " + target.group, "把副本发送到 ULOG 组 " + target.group);
  }
}
