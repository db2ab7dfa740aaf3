package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.HostMask;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m srh}: the IPv6 segment routing header, RFC 8754 (ip6t_srh.c, revision 1). */
public final class Srh extends MatchDescriptor<Srh.Data> {
  private static final ExtensionHeader HEADER = ExtensionHeader.ROUTING;
  private static final int SEGMENT_ROUTING = 4;
  private static final List<Option<Integer>> NUMBERS = new ArrayList<>();
  private static final List<Option<HostMask>> SEGMENTS = new ArrayList<>();

  static {
    for (SegmentRouting.Number number : SegmentRouting.Number.values()) {
      NUMBERS.add(
          Option.of("srh-" + number.word(), Syntaxes.integer(0, number.max()))
              .allowInversion()
              .help(number.label().en()));
    }
    for (SegmentRouting.Segment segment : SegmentRouting.Segment.values()) {
      SEGMENTS.add(
          Option.of("srh-" + segment.word(), HostMask.syntax())
              .allowInversion()
              .help(segment.label().en()));
    }
  }

  private static Option<?>[] all() {
    List<Option<?>> all = new ArrayList<>(NUMBERS);
    all.addAll(SEGMENTS);
    return all.toArray(new Option<?>[0]);
  }

  public Srh() {
    super("srh", Family.IPV6, Data.class, all());
  }

  /** struct ip6t_srh1: the tests that were asked for, in the order in which they are printed. */
  public record Data(List<NumberTest> numbers, List<SegmentTest> segments) implements Match {
    public Data {
      numbers = List.copyOf(numbers);
      segments = List.copyOf(segments);
    }

    @Override
    public String name() {
      return "srh";
    }
  }

  /** A comparison with a number. */
  public record NumberTest(SegmentRouting.Number what, int number, boolean inverted) {}

  /** A segment's address under a mask. */
  public record SegmentTest(SegmentRouting.Segment what, HostMask host, boolean inverted) {
    private String text() {
      return host.address() + "/" + host.prefixLength();
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    List<NumberTest> numbers = new ArrayList<>();
    for (SegmentRouting.Number what : SegmentRouting.Number.values()) {
      Option<Integer> option = NUMBERS.get(what.ordinal());
      if (args.has(option)) {
        numbers.add(new NumberTest(what, lastOf(what, args), args.inverted(option)));
      }
    }
    List<SegmentTest> segments = new ArrayList<>();
    for (SegmentRouting.Segment what : SegmentRouting.Segment.values()) {
      Option<HostMask> option = SEGMENTS.get(what.ordinal());
      HostMask host = args.get(option);
      if (host != null) {
        segments.add(new SegmentTest(what, host, args.inverted(option)));
      }
    }
    return new Data(numbers, segments);
  }

  /** The options on one part of the header share its number: the last one's. */
  private static int lastOf(SegmentRouting.Number what, Args args) {
    int last = 0;
    for (Args.Use<?> use : args.uses()) {
      int index = NUMBERS.indexOf(use.option());
      if (index >= 0
          && SegmentRouting.Number.values()[index].part() == what.part()
          && use.value() instanceof Integer number) {
        last = number;
      }
    }
    return last;
  }

  @Override
  public void save(Data match, Words out) {
    match.numbers.forEach(
        test -> out.option("srh-" + test.what.word(), test.inverted, test.number + ""));
    match.segments.forEach(
        test -> out.option("srh-" + test.what.word(), test.inverted, test.text()));
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" srh");
    match.numbers.forEach(
        test -> out.add(" " + test.what.word() + ":" + (test.inverted ? "!" : "") + test.number));
    match.segments.forEach(
        test -> out.add(" " + test.what.word() + (test.inverted ? " ! " : "  ") + test.text()));
  }

  /**
   * struct ip6t_srh1: the numbers, three addresses, their masks, what is asked, what is inverted.
   */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(1, 108, Srh::write, Srh::read));
  }

  private static void write(Data match, StructBytes out) {
    int asked = 0;
    int inverted = 0;
    for (NumberTest test : match.numbers) {
      test.what.part().write(test.number, out);
      int bit = 1 << test.what.ordinal();
      asked |= bit;
      inverted |= test.inverted ? bit : 0;
    }
    for (SegmentTest test : match.segments) {
      int at = 8 + 16 * test.what.ordinal();
      out.address(at, test.host.address());
      out.ones(at + 48, test.host.ones());
      int bit = 1 << (NUMBERS.size() + test.what.ordinal());
      asked |= bit;
      inverted |= test.inverted ? bit : 0;
    }
    out.u16(104, asked);
    out.u16(106, inverted);
  }

  private static Data read(StructBytes in) {
    int asked = in.known(in.u16(104), 0x3fff);
    int inverted = in.known(in.u16(106), asked);
    List<NumberTest> numbers = new ArrayList<>();
    for (SegmentRouting.Number what : SegmentRouting.Number.values()) {
      int bit = 1 << what.ordinal();
      if ((asked & bit) != 0) {
        numbers.add(new NumberTest(what, what.part().read(in), (inverted & bit) != 0));
      }
    }
    List<SegmentTest> segments = new ArrayList<>();
    for (SegmentRouting.Segment what : SegmentRouting.Segment.values()) {
      int bit = 1 << (NUMBERS.size() + what.ordinal());
      if ((asked & bit) != 0) {
        int at = 8 + 16 * what.ordinal();
        HostMask host = new HostMask(in.address(at, Family.IPV6), in.ones(at + 48));
        segments.add(new SegmentTest(what, host, (inverted & bit) != 0));
      }
    }
    return new Data(numbers, segments);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    List<Condition> parts = new ArrayList<>();
    parts.add(new Condition.Present(HEADER.length()));
    parts.add(
        new Condition.Test(
            HEADER.part(2, 1, "routing type", "路由类型"), Values.exactly(SEGMENT_ROUTING)));
    parts.add(new Condition.Present(SegmentRouting.Segment.CURRENT));
    match.numbers.forEach(test -> parts.add(test.what.condition(test.number).not(test.inverted)));
    match.segments.forEach(
        test -> parts.add(ExtensionHeader.test(test.what, test.host.values(), test.inverted)));
    return new Condition.All(parts);
  }
}
