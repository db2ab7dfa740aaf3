package org.netfilter4j.xt.target;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;

/** Changes how many hops a packet may still go: TTL in IPv4, HL in IPv6 (xt_HL.c, revision 0). */
abstract class HopsTarget extends TargetDescriptor<HopsTarget.Data> {

  /** IPT_TTL_SET and its like. */
  public enum Change {
    SET("set", "set to", 0),
    DECREASE("dec", "decrement by", 1),
    INCREASE("inc", "increment by", 1);

    private final String word;
    private final String phrase;
    private final int least;

    Change(String word, String phrase, int least) {
      this.word = word;
      this.phrase = phrase;
      this.least = least;
    }
  }

  /** In the order of IPT_TTL_SET and its like. */
  private static final List<Change> MODES = List.of(Change.SET, Change.INCREASE, Change.DECREASE);

  /** struct ipt_TTL_info and struct ip6t_HL_info; the value is 0 to 255. */
  public record Data(String name, Change change, int value) implements Target.Extended {}

  HopsTarget(String name, Family only) {
    super(
        name,
        only,
        Data.class,
        option(name, Change.SET).help("sets it"),
        option(name, Change.DECREASE).help("lowers it, to 0 at least"),
        option(name, Change.INCREASE).help("raises it, to 255 at most"));
  }

  private static Option<Data> option(String name, Change change) {
    String lead = name.toLowerCase(Locale.ROOT) + "-";
    return Option.of(
            lead + change.word,
            Syntaxes.integer(change.least, 255).map(value -> new Data(name, change, value)))
        .exclude(lead + "set", lead + "dec", lead + "inc");
  }

  @Override
  public final Data parse(Args args, RuleContext context) {
    List<Args.Use<?>> uses = args.uses();
    if (uses.isEmpty()) {
      throw Rejected.parameter(name() + ": You must specify an action");
    }
    return type().cast(uses.getLast().value());
  }

  @Override
  public final void save(Data target, Words out) {
    String option = name().toLowerCase(Locale.ROOT) + "-" + target.change.word;
    out.option(option, Integer.toString(target.value()));
  }

  @Override
  public final void list(Data target, Listing out) {
    out.add(" " + name() + " " + target.change().phrase + " " + target.value());
  }

  @Override
  public final @Nullable Errno check(Data target, CheckContext context) {
    return context.table() == TableName.MANGLE ? null : Errno.EINVAL;
  }

  /** struct ipt_TTL_info, struct ip6t_HL_info: the mode, the value. */
  @Override
  public final List<Layout<Data>> layouts(Family family) {
    return List.of(
        new Layout<>(
            0,
            2,
            (target, out) -> {
              out.u8(0, MODES.indexOf(target.change()));
              out.u8(1, target.value());
            },
            in -> new Data(name(), MODES.get(in.u8(0)), in.u8(1))));
  }

  @Override
  public final Action action(Data target, Lowering lowering) {
    return new Action.Do(new RewriteHops(name(), target.change(), target.value()));
  }
}
