package org.netfilter4j.xt.target;

import java.util.List;
import java.util.stream.Stream;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Context.LogEntry;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.CutText;
import org.netfilter4j.xt.option.LogLevel;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -j LOG}: a line in the host's log (xt_LOG.c). */
public final class LogTarget extends TargetDescriptor<LogTarget.Data> {
  private static final int WARNING = 4;
  private static final Option<Integer> LEVEL =
      Option.of("log-level", LogLevel.LEVEL).help("0 (emerg) to 7 (debug), or a name");
  private static final Option<String> PREFIX =
      Option.of("log-prefix", new CutText(29, 1, "prefix")).help("before the line, up to 29 bytes");

  private static final int TCP_SEQUENCE = 0x01;
  private static final int TCP_OPTIONS = 0x02;

  /**
   * An option that sets a bit of the flags.
   *
   * @param translation what nft calls it; "" for the two that it has one word for
   */
  private record Flag(int bit, String word, String translation, Option<Boolean> option) {
    Flag(int bit, String word, String translation, String help) {
      this(bit, word, translation, Option.flag("log-" + word).help(help));
    }
  }

  /** In the order of their bits; the gap at bit 4 is NFLOG's. */
  private static final List<Flag> FLAGS =
      List.of(
          new Flag(TCP_SEQUENCE, "tcp-sequence", "", "with TCP sequence numbers"),
          new Flag(TCP_OPTIONS, "tcp-options", "", "with TCP options"),
          new Flag(0x04, "ip-options", "ip options", "with IP options"),
          new Flag(0x08, "uid", "skuid", "with the user of the local socket"),
          new Flag(0x20, "macdecode", "ether", "with MAC addresses and EtherType"));

  /**
   * struct xt_log_info.
   *
   * @param level 0 (emergency) to 7 (debug)
   * @param flags XT_LOG_*
   * @param prefix at most 29 bytes
   */
  public record Data(int level, int flags, String prefix) implements Target.Extended {
    @Override
    public String name() {
      return "LOG";
    }
  }

  public LogTarget() {
    super(
        "LOG",
        Data.class,
        Stream.concat(Stream.of(LEVEL, PREFIX), FLAGS.stream().map(Flag::option))
            .toArray(Option<?>[]::new));
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    int flags = 0;
    for (Flag flag : FLAGS) {
      flags |= args.has(flag.option) ? flag.bit : 0;
    }
    String prefix = args.get(PREFIX, "");
    if (prefix.indexOf('\n') >= 0) {
      throw Rejected.parameter("Newlines not allowed in --log-prefix");
    }
    return new Data(args.get(LEVEL, WARNING), flags, prefix);
  }

  @Override
  public void save(Data target, Words out) {
    if (!target.prefix.isEmpty()) {
      out.option("log-prefix", false).quoted(target.prefix);
    }
    if (target.level != WARNING) {
      out.option("log-level", Integer.toString(target.level));
    }
    for (Flag flag : FLAGS) {
      if ((target.flags & flag.bit) != 0) {
        out.option(flag.option.name(), false);
      }
    }
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" LOG");
    if (out.numeric()) {
      out.add(" flags " + target.flags + " level " + target.level);
    } else {
      out.add(" level " + LogLevel.NAMES.get(target.level));
      for (Flag flag : FLAGS) {
        if ((target.flags & flag.bit) != 0) {
          out.add(" " + flag.word);
        }
      }
    }
    if (!target.prefix.isEmpty()) {
      out.add(" prefix \"" + target.prefix + "\"");
    }
  }

  @Override
  public boolean translate(Data target, Translation out) {
    out.add("log");
    // The C tool does not escape quotes in it.
    out.add(target.prefix.isEmpty() ? "" : " prefix \"" + target.prefix + "\"");
    out.add(target.level == WARNING ? "" : " level " + LogLevel.NAMES.get(target.level));
    int all = FLAGS.stream().mapToInt(Flag::bit).sum();
    if (target.flags == all) {
      out.add(" flags all");
      return true;
    }
    boolean sequence = (target.flags & TCP_SEQUENCE) != 0;
    boolean options = (target.flags & TCP_OPTIONS) != 0;
    out.add(sequence || options ? " flags tcp" : "");
    out.add(sequence ? " sequence" : "").add(options ? (sequence ? "," : " ") + "options" : "");
    for (Flag flag : FLAGS) {
      if ((target.flags & flag.bit) != 0 && !flag.translation.isEmpty()) {
        out.add(" flags ").add(flag.translation);
      }
    }
    return true;
  }

  /** struct xt_log_info. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 32, LogTarget::write, LogTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    out.u8(0, target.level);
    out.u8(1, target.flags);
    out.text(2, 29, target.prefix);
  }

  private static Data read(StructBytes in) {
    return new Data(in.known(in.u8(0), 7), in.u8(1), in.text(2, 30));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Do(new WriteLog(new LogEntry(target.level, target.prefix, target.flags)));
  }
}
