package org.netfilter4j.xt.match;

import java.util.List;
import org.netfilter4j.model.Address;
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
import org.netfilter4j.xt.option.PrefixLength;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -m connlimit}: how many connections a host or network has (xt_connlimit.c, revision 1).
 */
public final class Connlimit extends MatchDescriptor<Connlimit.Data> {
  private static final Syntax<Long> COUNT = Syntaxes.number(0, 0xffff_ffffL);

  private static final Option<Long> UPTO =
      Option.of("connlimit-upto", COUNT)
          .allowInversion()
          .exclude("connlimit-above")
          .help("there are at most so many connections");

  private static final Option<Long> ABOVE =
      Option.of("connlimit-above", COUNT)
          .allowInversion()
          .exclude("connlimit-upto")
          .help("there are more connections");

  private static final Option<Integer> MASK =
      Option.of("connlimit-mask", PrefixLength.SYNTAX)
          .help("counts networks of that prefix length, not hosts");

  private static final Option<Boolean> SOURCE =
      Option.flag("connlimit-saddr")
          .exclude("connlimit-daddr")
          .help("counts by the source address (as without it)");

  private static final Option<Boolean> DESTINATION =
      Option.flag("connlimit-daddr")
          .exclude("connlimit-saddr")
          .help("counts by the destination address");

  public Connlimit() {
    super("connlimit", Data.class, UPTO, ABOVE, MASK, SOURCE, DESTINATION);
  }

  /**
   * The part of struct xt_connlimit_info that is the user's.
   *
   * @param ones of the mask, for which there are 128 bits in IPv4 too: all where none was given
   */
  public record Data(long limit, boolean above, Family family, int ones, boolean destination)
      implements Match {
    private int prefixLength() {
      return Math.min(ones, family.bits());
    }

    @Override
    public String name() {
      return "connlimit";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    Long upto = args.get(UPTO);
    Long above = args.get(ABOVE);
    Long limit = above != null ? above : upto;
    if (limit == null) {
      throw Rejected.parameter("You must specify \"--connlimit-above\" or \"--connlimit-upto\".");
    }
    return new Data(
        limit,
        above != null ? !args.inverted(ABOVE) : args.inverted(UPTO),
        context.family(),
        args.get(MASK, Family.IPV6.bits()),
        args.has(DESTINATION));
  }

  @Override
  public void save(Data match, Words out) {
    out.option(match.above ? "connlimit-above" : "connlimit-upto", Long.toString(match.limit));
    // A whole mask that was given is not the same as none.
    if (!out.isExact() || match.ones != Family.IPV6.bits()) {
      out.option("connlimit-mask", Integer.toString(match.prefixLength()));
    }
    out.option(match.destination ? "connlimit-daddr" : "connlimit-saddr", false);
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(match.destination ? " #conn dst/" : " #conn src/");
    out.add(match.prefixLength() + (match.above ? " > " : " <= ") + match.limit);
  }

  /** The set is declared for IPv4 addresses in either family, as the C tool has it. */
  @Override
  public boolean translate(Data match, Translation out) {
    String set = "connlimit" + out.serial();
    out.declare(set + " { type ipv4_addr; flags dynamic; }");
    boolean whole = match.prefixLength() == match.family.bits();
    out.add("add @" + set + " { " + out.header() + (match.destination ? " daddr " : " saddr "));
    out.add(whole ? "" : "and " + Address.mask(match.family, match.prefixLength()) + " ");
    out.add("ct count " + (match.above ? "over " : "") + match.limit + " }");
    return true;
  }

  /** struct xt_connlimit_info: a mask of 16 bytes, the limit, and flags. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(1, 32, Connlimit::write, Connlimit::read));
  }

  private static void write(Data match, StructBytes out) {
    out.ones(0, match.ones);
    out.u32(16, match.limit);
    out.u32(20, (match.above ? 0 : 1) | (match.destination ? 2 : 0));
  }

  private static Data read(StructBytes in) {
    int flags = in.known(in.u32(20), 3);
    return new Data(in.u32(16), (flags & 1) == 0, in.family(), in.ones(0), (flags & 2) != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    ConnectionCounts counts = lowering.state(ConnectionCounts.class, ConnectionCounts::new);
    return new Condition.Probe(
        new ConnectionCounts.Comparison(
            counts,
            Address.mask(match.family, match.prefixLength()),
            match.destination,
            match.limit,
            match.above));
  }
}
