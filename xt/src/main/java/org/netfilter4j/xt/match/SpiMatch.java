package org.netfilter4j.xt.match;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** A match that asks for nothing but the security parameters index: ah in IPv4, and esp. */
abstract class SpiMatch extends MatchDescriptor<SpiMatch.Data> {
  private final int protocol;
  private final Option<Interval> option;

  /** struct ipt_ah and struct xt_esp. */
  public record Data(String name, SpiTest spi) implements Match {}

  /**
   * @param protocol which the rule must be for
   */
  SpiMatch(String name, Set<Family> families, int protocol, Option<Interval> option) {
    super(name, families, Data.class, option);
    this.protocol = protocol;
    this.option = option;
  }

  abstract void list(SpiTest spi, Listing out);

  /** Says where in a header of how many bytes the index stands. */
  abstract Condition condition(SpiTest spi);

  @Override
  public final Data parse(Args args, RuleContext context) {
    return new Data(name(), SpiTest.of(args, option, Interval.ALL));
  }

  @Override
  public final void save(Data match, Words out) {
    match.spi.save(option.name(), out);
  }

  @Override
  public final void list(Data match, Listing out) {
    list(match.spi, out);
  }

  @Override
  public final boolean translate(Data match, Translation out) {
    match.spi.translate(name() + " spi", out);
    return true;
  }

  @Override
  public final @Nullable Errno check(Data match, CheckContext context) {
    return context.onlyProtocol(protocol) ? null : Errno.EINVAL;
  }

  /** struct ipt_ah and struct xt_esp: two indexes, and what is inverted. */
  @Override
  public final List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 12, SpiMatch::write, this::read));
  }

  private static void write(Data match, StructBytes out) {
    match.spi.write(out);
    out.flag(8, match.spi.inverted());
  }

  private Data read(StructBytes in) {
    return new Data(name(), SpiTest.read(in, in.known(in.u8(8), 1) != 0));
  }

  @Override
  public final Condition condition(Data match, Lowering lowering) {
    return condition(match.spi);
  }
}
