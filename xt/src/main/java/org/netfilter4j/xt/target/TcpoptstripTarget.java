package org.netfilter4j.xt.target;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Effect;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -j TCPOPTSTRIP}: overwrites TCP options with NOPs (xt_TCPOPTSTRIP.c, revision 0). */
public final class TcpoptstripTarget extends TargetDescriptor<TcpoptstripTarget.Data> {
  static final Map<Integer, String> NAMES =
      new TreeMap<>(
          Map.of(2, "mss", 3, "wscale", 4, "sack-permitted", 5, "sack", 8, "timestamp", 19, "md5"));

  private static final Option<List<Integer>> STRIP =
      Option.of("strip-options", StrippedOptions.KINDS)
          .help("kinds from 2 to 255, or names: " + String.join(", ", NAMES.values()));

  /**
   * struct xt_tcpoptstrip_target_info.
   *
   * @param kinds of TCP options, 2 to 255, in ascending order
   */
  public record Data(List<Integer> kinds) implements Target.Extended {
    public Data {
      kinds = List.copyOf(kinds);
    }

    @Override
    public String name() {
      return "TCPOPTSTRIP";
    }

    private String text(IntFunction<String> as) {
      return kinds.stream().map(as::apply).collect(Collectors.joining(","));
    }
  }

  public TcpoptstripTarget() {
    super("TCPOPTSTRIP", Data.class, STRIP);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.get(STRIP, List.of()));
  }

  @Override
  public void save(Data target, Words out) {
    if (!target.kinds.isEmpty()) {
      out.option("strip-options", target.text(Integer::toString));
    }
  }

  @Override
  public void list(Data target, Listing out) {
    if (!target.kinds.isEmpty()) {
      out.add(" TCPOPTSTRIP options ");
      out.add(target.text(out.numeric() ? Integer::toString : TcpoptstripTarget::name));
    }
  }

  private static String name(int kind) {
    return NAMES.getOrDefault(kind, Integer.toString(kind));
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    boolean fits = context.table() == TableName.MANGLE && context.onlyProtocol(IpProtocol.TCP);
    return fits ? null : Errno.EINVAL;
  }

  /** struct xt_tcpoptstrip_target_info: a bit for each kind, in words of 32. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 32, TcpoptstripTarget::write, TcpoptstripTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    for (int kind : target.kinds) {
      int at = kind / 32 * 4;
      out.u32(at, out.u32(at) | 1L << kind % 32);
    }
  }

  private static Data read(StructBytes in) {
    List<Integer> kinds = new ArrayList<>();
    for (int kind = 0; kind < 256; kind++) {
      if ((in.u32(kind / 32 * 4) >> kind % 32 & 1) != 0) {
        kinds.add(kind);
      }
    }
    return new Data(kinds);
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    BitSet kinds = new BitSet();
    target.kinds.forEach(kinds::set);
    String names = target.text(TcpoptstripTarget::name);
    Label label = new Label("overwrites the TCP options " + names, "抹去 TCP 选项 " + names);
    Set<Field> fields =
        target.kinds.stream().map(Field.TcpOption::new).collect(Collectors.toUnmodifiableSet());
    return new Action.Do(new Strip(kinds, fields, label));
  }

  private record Strip(BitSet kinds, Set<Field> writes, Label label) implements Effect {
    @Override
    public Result apply(Context context) {
      return context.packet().stripTcpOptions(kinds) ? Result.CONTINUE : Result.DROP;
    }

    @Override
    public Set<Result> outcomes() {
      return Set.of(Result.CONTINUE, Result.DROP);
    }
  }
}
