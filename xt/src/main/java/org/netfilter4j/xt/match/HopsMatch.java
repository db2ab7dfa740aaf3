package org.netfilter4j.xt.match;

import java.util.List;
import java.util.Locale;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** How many hops a packet may still go: ttl in IPv4, hl in IPv6 (xt_hl.c, revision 0). */
abstract class HopsMatch extends MatchDescriptor<HopsMatch.Data> {
  private final Options with;
  private final String nftKey;
  private final String complaint;

  /** struct ipt_ttl_info and struct ip6t_hl_info; the value is 0 to 255. */
  public record Data(String name, HopsComparison comparison, int value) implements Match {}

  private record Options(Option<Integer> less, Option<Integer> greater, Option<Integer> equal) {
    static Options of(String name) {
      return new Options(
          one(name, "-lt", "less than this"),
          one(name, "-gt", "more than this"),
          one(name, "-eq", "just this").alias(name).allowInversion());
    }

    private static Option<Integer> one(String name, String ending, String help) {
      String[] others = {name + "-lt", name + "-gt", name + "-eq"};
      return Option.of(name + ending, Syntaxes.integer(0, 255)).exclude(others).help(help);
    }
  }

  /**
   * @param name which the options begin with
   * @param complaint what is said where none of them is given
   */
  HopsMatch(String name, Family only, String nftKey, String complaint) {
    this(name, only, nftKey, complaint, Options.of(name));
  }

  private HopsMatch(String name, Family only, String nftKey, String complaint, Options with) {
    super(name, only, Data.class, with.less, with.greater, with.equal);
    this.with = with;
    this.nftKey = nftKey;
    this.complaint = complaint;
  }

  @Override
  public final Data parse(Args args, RuleContext context) {
    if (args.uses().isEmpty()) {
      throw Rejected.parameter(complaint);
    }
    HopsComparison comparison =
        args.has(with.less)
            ? HopsComparison.LESS
            : args.has(with.greater)
                ? HopsComparison.GREATER
                : args.inverted(with.equal) ? HopsComparison.NOT_EQUAL : HopsComparison.EQUAL;
    return new Data(name(), comparison, (Integer) args.uses().getLast().value());
  }

  @Override
  public final void save(Data match, Words out) {
    boolean inverted = match.comparison == HopsComparison.NOT_EQUAL;
    out.option(name() + match.comparison.option, inverted, Integer.toString(match.value));
  }

  @Override
  public final void list(Data match, Listing out) {
    String word = name().toUpperCase(Locale.ROOT);
    out.add(" " + word + " match " + word + " " + match.comparison.sign + " " + match.value);
  }

  @Override
  public final boolean translate(Data match, Translation out) {
    out.test(nftKey, false, match.comparison.nft + match.value);
    return true;
  }

  /** struct ipt_ttl_info and struct ip6t_hl_info: comparison and value. */
  @Override
  public final List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 2, HopsMatch::write, this::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u8(0, match.comparison.ordinal());
    out.u8(1, match.value);
  }

  private Data read(StructBytes in) {
    return new Data(name(), HopsComparison.values()[in.u8(0)], in.u8(1));
  }

  @Override
  public final Condition condition(Data match, Lowering lowering) {
    return match.comparison.with(match.value);
  }
}
