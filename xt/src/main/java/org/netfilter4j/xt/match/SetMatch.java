package org.netfilter4j.xt.match;

import java.util.List;
import java.util.Set;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.CounterValue;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.set.IpSet;
import org.netfilter4j.xt.set.SetQuery;
import org.netfilter4j.xt.set.SetQuery.Comparison;
import org.netfilter4j.xt.set.SetQuery.CounterTest;
import org.netfilter4j.xt.set.SetReference;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -m set}: whether the packet is in a set (xt_set.c, revision 4). Fewer directions than the
 * set has dimensions never match; more are ignored.
 */
public final class SetMatch extends MatchDescriptor<SetMatch.Data> {
  /** IPSET_FLAG_*. */
  private static final int SKIPS_COUNTERS = 8;

  private static final int SKIPS_SUBCOUNTERS = 16;
  private static final int HAS_RETURN_NOMATCH = 128;
  private static final Syntax<Long> COUNTER = new CounterValue();
  private static final Option<SetReference> MATCH_SET =
      Option.of("match-set", SetReference.syntax())
          .allowInversion()
          .exclude("set")
          .help("the packet is in the set");
  private static final Option<SetReference> OLD_SET =
      Option.of("set", SetReference.deprecated()).allowInversion().exclude("match-set");
  private static final Option<Boolean> RETURN_NOMATCH =
      Option.flag("return-nomatch").allowRepetition();
  private static final Option<Boolean> UPDATE_COUNTERS =
      Option.flag("update-counters").allowInversion().allowRepetition();
  private static final Option<Boolean> UPDATE_SUBCOUNTERS =
      Option.flag("update-subcounters").allowInversion().allowRepetition();
  private static final Option<Long> PACKETS_EQ = counter("packets-eq").allowInversion();
  private static final Option<Long> PACKETS_LT = counter("packets-lt");
  private static final Option<Long> PACKETS_GT = counter("packets-gt");
  private static final Option<Long> BYTES_EQ = counter("bytes-eq").allowInversion();
  private static final Option<Long> BYTES_LT = counter("bytes-lt");
  private static final Option<Long> BYTES_GT = counter("bytes-gt");

  private static Option<Long> counter(String name) {
    String what = name.substring(0, name.indexOf('-'));
    String[] others =
        List.of("-eq", "-lt", "-gt").stream()
            .map(end -> what + end)
            .filter(other -> !other.equals(name))
            .toArray(String[]::new);
    return Option.of(name, COUNTER).exclude(others);
  }

  /** struct xt_set_info_match_v4. */
  public record Data(
      SetReference reference,
      boolean inverted,
      boolean returnNomatch,
      boolean updatesCounters,
      boolean updatesSubcounters,
      CounterTest packets,
      CounterTest bytes)
      implements Match {
    @Override
    public String name() {
      return "set";
    }

    @Override
    public Set<String> sets() {
      return Set.of(reference.set());
    }
  }

  public SetMatch() {
    super(
        "set",
        Data.class,
        MATCH_SET,
        OLD_SET,
        RETURN_NOMATCH,
        UPDATE_COUNTERS,
        PACKETS_EQ,
        PACKETS_LT,
        PACKETS_GT,
        BYTES_EQ,
        BYTES_LT,
        BYTES_GT,
        UPDATE_SUBCOUNTERS);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    boolean old = args.has(OLD_SET);
    SetReference reference = args.get(old ? OLD_SET : MATCH_SET);
    if (reference == null) {
      throw Rejected.parameter("You must specify `--match-set' with proper arguments");
    }
    return new Data(
        reference,
        args.inverted(old ? OLD_SET : MATCH_SET),
        args.has(RETURN_NOMATCH),
        !isInvertedOnce(args, UPDATE_COUNTERS),
        !isInvertedOnce(args, UPDATE_SUBCOUNTERS),
        comparison(args, PACKETS_EQ, PACKETS_LT, PACKETS_GT),
        comparison(args, BYTES_EQ, BYTES_LT, BYTES_GT));
  }

  // "--update-counters" without "!" says what is so anyway, and takes back no earlier "!".
  private static boolean isInvertedOnce(Args args, Option<Boolean> option) {
    return args.all(option).stream().anyMatch(Args.Use::inverted);
  }

  private static CounterTest comparison(
      Args args, Option<Long> equal, Option<Long> less, Option<Long> greater) {
    Long value = args.get(equal);
    if (value != null) {
      return new CounterTest(args.inverted(equal) ? Comparison.NOT_EQUAL : Comparison.EQUAL, value);
    }
    value = args.get(less);
    if (value != null) {
      return new CounterTest(Comparison.LESS, value);
    }
    value = args.get(greater);
    return value == null ? CounterTest.NONE : new CounterTest(Comparison.GREATER, value);
  }

  @Override
  public void save(Data match, Words out) {
    print(match, out.raw(), "--");
  }

  @Override
  public void list(Data match, Listing out) {
    StringBuilder text = new StringBuilder();
    print(match, text, "");
    out.add(text.toString());
  }

  private static void print(Data match, StringBuilder out, String hyphens) {
    out.append(match.inverted ? " ! " : " ")
        .append(hyphens)
        .append("match-set ")
        .append(match.reference.text());
    if (match.returnNomatch) {
      out.append(' ').append(hyphens).append("return-nomatch");
    }
    if (!match.updatesCounters) {
      out.append(" ! ").append(hyphens).append("update-counters");
    }
    if (!match.updatesSubcounters) {
      out.append(" ! ").append(hyphens).append("update-subcounters");
    }
    print(match.packets, "packets", out, hyphens);
    print(match.bytes, "bytes", out, hyphens);
  }

  private static void print(CounterTest test, String what, StringBuilder out, String hyphens) {
    String end =
        switch (test.comparison()) {
          case NONE -> null;
          case EQUAL, NOT_EQUAL -> "-eq ";
          case LESS -> "-lt ";
          case GREATER -> "-gt ";
        };
    if (end != null) {
      out.append(test.comparison() == Comparison.NOT_EQUAL ? " ! " : " ")
          .append(hyphens)
          .append(what)
          .append(end)
          .append(Long.toUnsignedString(test.value()));
    }
  }

  /** struct xt_set_info_match_v4: struct xt_set_info, tests of the counters, flags. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(4, 48, SetMatch::write, SetMatch::read));
  }

  private static void write(Data match, StructBytes out) {
    SetReference.write(match.reference, 0, out);
    out.u8(3, out.u8(3) | (match.inverted ? 1 : 0));
    match.packets.write(8, out);
    match.bytes.write(24, out);
    int flags = match.returnNomatch ? HAS_RETURN_NOMATCH : 0;
    flags |= match.updatesCounters ? 0 : SKIPS_COUNTERS;
    out.u32(40, flags | (match.updatesSubcounters ? 0 : SKIPS_SUBCOUNTERS));
  }

  private static Data read(StructBytes in) {
    int flags = in.known(in.u32(40), HAS_RETURN_NOMATCH | SKIPS_COUNTERS | SKIPS_SUBCOUNTERS);
    SetReference reference = SetReference.read(in, 0);
    if (reference == null) {
      throw new IllegalArgumentException("no set");
    }
    return new Data(
        reference,
        (in.u8(3) & 1) != 0,
        (flags & HAS_RETURN_NOMATCH) != 0,
        (flags & SKIPS_COUNTERS) == 0,
        (flags & SKIPS_SUBCOUNTERS) == 0,
        CounterTest.read(in, 8),
        CounterTest.read(in, 24));
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    String name = match.reference.set();
    IpSet set = lowering.sets().find(name);
    if (set == null) {
      return new Condition.Unknown("set", new Label("a set named " + name, "名为 " + name + " 的集合"));
    }
    SetQuery query =
        new SetQuery(
            match.reference.dimensions(),
            match.reference.sources(),
            match.returnNomatch,
            match.updatesCounters,
            match.updatesSubcounters,
            match.packets,
            match.bytes);
    Condition contained =
        set.mayCount() && match.updatesCounters
            ? new Condition.Probe(new CountingInSet(set, query))
            : new Condition.Test(new InSet(set, query), Values.exactly(1));
    return contained.not(match.inverted);
  }

  static Label label(IpSet set) {
    return new Label("membership in set " + set.name(), "是否在集合 " + set.name() + " 中");
  }
}
