package org.netfilter4j.xt.target;

import java.util.List;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Target;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.nft.NativeTarget;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.CutText;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -j NFLOG}: a copy of the packet to programs that listen on a netlink group (xt_NFLOG.c; in
 * nft mode nf_tables' own log statement).
 */
public final class NflogTarget extends TargetDescriptor<NflogTarget.Data>
    implements NativeTarget<NflogTarget.Data> {
  private static final long MAX = 0xffff_ffffL;

  /** XT_NFLOG_F_COPY_LEN. */
  private static final int COPY_LENGTH = 1;

  /** nf_tables keeps more of a prefix than struct xt_nflog_info has room for. */
  private static final CutText LONG = new CutText(127, 1, "prefix");

  private static final CutText SHORT = new CutText(63, 1, "prefix");

  private static final Option<Integer> GROUP =
      Option.of("nflog-group", Syntaxes.integer(0, 0xffff)).help("the netlink group");
  private static final Option<String> PREFIX =
      Option.of("nflog-prefix", LONG).help("text that goes with the packet");
  private static final Option<Long> RANGE =
      Option.of("nflog-range", Syntaxes.number(0, MAX))
          .exclude("nflog-size")
          .help("has no effect; --nflog-size has");
  private static final Option<Long> SIZE =
      Option.of("nflog-size", Syntaxes.number(0, MAX))
          .exclude("nflog-range")
          .help("so many bytes of the packet");
  private static final Option<Integer> THRESHOLD =
      Option.of("nflog-threshold", Syntaxes.integer(0, 0xffff))
          .help("so many packets are sent at once");

  public NflogTarget() {
    super("NFLOG", Data.class, GROUP, PREFIX, RANGE, SIZE, THRESHOLD);
  }

  /**
   * struct xt_nflog_info.
   *
   * @param size bytes that are copied; -1 for what the listener asks for
   * @param range what {@code --nflog-range} said; 0 in nft mode, which has no place for it
   */
  public record Data(String prefix, int group, long size, long range, int threshold)
      implements Target.Extended {
    @Override
    public String name() {
      return "NFLOG";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    String prefix = args.get(PREFIX, "");
    if (prefix.indexOf('\n') >= 0) {
      throw Rejected.parameter("Newlines not allowed in --log-prefix");
    }
    if (args.has(RANGE)) {
      context.warn(
          "warn: --nflog-range has never worked and is no longer supported, please use"
              + " --nflog-size instead");
    }
    boolean legacy = context.mode() == Mode.LEGACY;
    return new Data(
        legacy ? SHORT.cut(prefix) : prefix,
        args.get(GROUP, 0),
        args.get(SIZE, -1L),
        legacy ? args.get(RANGE, 0L) : 0,
        args.get(THRESHOLD, 0));
  }

  @Override
  public void save(Data target, Words out) {
    print(target, "--", out);
  }

  @Override
  public void list(Data target, Listing out) {
    print(target, "", out.words());
  }

  private static void print(Data target, String dashes, Words out) {
    if (!target.prefix.isEmpty()) {
      out.add(dashes + PREFIX.name()).quoted(target.prefix);
    }
    number(dashes + GROUP.name(), target.group, 1, out);
    number(dashes + SIZE.name(), target.size, 0, out);
    number(dashes + RANGE.name(), target.range, 1, out);
    number(dashes + THRESHOLD.name(), target.threshold, 1, out);
  }

  private static void number(String word, long value, int least, Words out) {
    if (value >= least) {
      out.add(word).add(Long.toString(value));
    }
  }

  @Override
  public boolean translate(Data target, Translation out) {
    out.add("log");
    if (!target.prefix.isEmpty()) {
      // The tool translates the struct, not the longer text that it keeps beside it.
      out.add("prefix \"" + SHORT.cut(target.prefix) + "\"");
    }
    if (target.size >= 0) {
      out.add("snaplen " + target.size);
    }
    if (target.threshold != 0) {
      out.add("queue-threshold " + target.threshold);
    }
    out.add("group " + target.group);
    return true;
  }

  /** struct xt_nflog_info. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 76, NflogTarget::write, NflogTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    out.u32(0, target.size < 0 ? target.range : target.size);
    out.u16(4, target.group);
    out.u16(6, target.threshold);
    out.u16(8, target.size >= 0 ? COPY_LENGTH : 0);
    out.text(12, 63, SHORT.cut(target.prefix));
  }

  private static Data read(StructBytes in) {
    boolean sized = (in.u16(8) & COPY_LENGTH) != 0;
    long length = in.u32(0);
    return new Data(in.text(12, 64), in.u16(4), sized ? length : -1, sized ? 0 : length, in.u16(6));
  }

  @Override
  public Expression encode(Data target) {
    return new Expression.Log(target.prefix, target.group, target.size, target.threshold);
  }

  @Override
  public Data decode(Expression expression) {
    return expression instanceof Expression.Log log
        ? new Data(log.prefix(), log.group(), log.size(), 0, log.threshold())
        : new Data("", 0, -1, 0, 0);
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    String prefix = target.prefix.isEmpty() ? "" : " \"" + target.prefix + "\"";
    return Aside.action(
        "sends a copy to netlink group " + target.group + prefix,
        "把副本发送到 netlink 组 " + target.group + prefix);
  }
}
