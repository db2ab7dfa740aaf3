package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m frag}: the IPv6 fragment header (ip6t_frag.c, revision 0). */
public final class Frag extends MatchDescriptor<Frag.Data> {
  private static final Option<Interval> ID =
      Option.of("fragid", Interval.syntax()).allowInversion().help("the packet's identification");
  private static final Option<Long> LENGTH =
      Option.of("fraglen", Syntaxes.number(0, 0xffff_ffffL))
          .allowInversion()
          .help("the header's length, which no kernel looks at");

  public Frag() {
    super(
        "frag",
        Family.IPV6,
        Data.class,
        ID,
        LENGTH,
        FragmentFlag.RESERVED.option,
        FragmentFlag.FIRST.option,
        FragmentFlag.MORE.option,
        FragmentFlag.LAST.option);
  }

  /** struct ip6t_frag. */
  public record Data(IntervalTest ids, IntervalTest length, List<FragmentFlag> flags)
      implements Match {
    public Data {
      flags = List.copyOf(flags);
    }

    @Override
    public String name() {
      return "frag";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    List<FragmentFlag> flags = new ArrayList<>(List.of(FragmentFlag.values()));
    flags.removeIf(flag -> !args.has(flag.option));
    return new Data(IntervalTest.of(args, ID), IntervalTest.number(args, LENGTH), flags);
  }

  @Override
  public void save(Data match, Words out) {
    match.ids.save(ID, out);
    match.length.save(LENGTH, out);
    match.flags.forEach(flag -> out.option(flag.option.name(), false));
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" frag ");
    match.ids.list("id", out);
    match.length.list(" length", out);
    match.flags.forEach(flag -> out.add(flag.word));
  }

  @Override
  public boolean translate(Data match, Translation out) {
    match.ids.translate("frag id", out);
    match.flags.forEach(flag -> out.add("frag " + flag.translation));
    return true;
  }

  /** struct ip6t_frag: two identifications, the length, what is asked, what inverted. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 16, Frag::write, Frag::read));
  }

  private static void write(Data match, StructBytes out) {
    match.ids.write(out, 0);
    out.u32(8, match.length.isGiven() ? match.length.range().low() : 0);
    int asked = (match.ids.isGiven() ? 1 : 0) | (match.length.isGiven() ? 2 : 0);
    for (FragmentFlag flag : match.flags) {
      asked |= 4 << flag.ordinal();
    }
    out.u8(12, asked);
    out.u8(13, (match.ids.inverted() ? 1 : 0) | (match.length.inverted() ? 2 : 0));
  }

  private static Data read(StructBytes in) {
    int asked = in.known(in.u8(12), 63);
    int inverted = in.known(in.u8(13), asked & 3);
    List<FragmentFlag> flags = new ArrayList<>(List.of(FragmentFlag.values()));
    flags.removeIf(flag -> (asked & 4 << flag.ordinal()) == 0);
    return new Data(
        IntervalTest.read(in, 0, 4, (asked & 1) != 0, (inverted & 1) != 0),
        IntervalTest.read(in, 8, 8, (asked & 2) != 0, (inverted & 2) != 0),
        flags);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    ExtensionHeader header = ExtensionHeader.FRAGMENT;
    Field id = header.part(4, 4, "fragment identification", "分片标识");
    Field rest = header.part(1, 3, "fragment offset and flags", "分片偏移与标志");
    List<Condition> parts = new ArrayList<>(List.of(header.reachable(8)));
    parts.add(new Condition.Present(id));
    parts.add(match.ids.condition(id));
    match.flags.forEach(flag -> parts.add(new Condition.Test(rest, flag.values)));
    return new Condition.All(parts);
  }
}
