package org.netfilter4j.xt.match;

import java.util.List;
import java.util.Locale;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.lower.Probe;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Choice;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Probability;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m statistic}: some packets by chance or by count (xt_statistic.c, revision 0). */
public final class Statistic extends MatchDescriptor<Statistic.Data> {
  private static final Option<String> MODE =
      Option.of("mode", new Choice("Bad mode \"", "\"", "random", "nth"))
          .makeMandatory()
          .help("by chance or by count");

  private static final Option<Long> PROBABILITY =
      Option.of("probability", Probability.SYNTAX)
          .allowInversion()
          .exclude("every", "packet")
          .help("chance, from 0 to 1");

  private static final Option<Long> EVERY =
      Option.of("every", Syntaxes.number(1, 0xffff_ffffL))
          .allowInversion()
          .exclude("probability")
          .require("packet")
          .help("one packet in so many");

  private static final Option<Long> PACKET =
      Option.of("packet", Syntaxes.number(0, 0xffff_ffffL))
          .exclude("probability")
          .require("every")
          .help("which of them, from 0");

  /** struct xt_statistic_info. */
  public sealed interface Data extends Match {
    boolean inverted();

    @Override
    default String name() {
      return "statistic";
    }
  }

  /**
   * By chance.
   *
   * @param probability in parts of 2^31
   */
  public record Random(long probability, boolean inverted) implements Data {
    private String text() {
      return String.format(Locale.ROOT, "%.11f", probability / (double) Probability.ONE);
    }
  }

  /**
   * By count.
   *
   * @param every from 1
   * @param packet which of them, from 0
   */
  public record Nth(long every, long packet, boolean inverted) implements Data {}

  public Statistic() {
    super("statistic", Data.class, MODE, PROBABILITY, EVERY, PACKET);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    if (args.require(MODE).equals("random")) {
      Long probability = args.get(PROBABILITY);
      if (probability == null) {
        throw Rejected.parameter("--probability must be specified when using random mode");
      }
      return new Random(probability, args.inverted(PROBABILITY));
    }
    Long every = args.get(EVERY);
    long packet = args.get(PACKET, 0L);
    if (every == null) {
      throw Rejected.parameter("--every and --packet must be specified when using nth mode");
    }
    if (packet >= every) {
      throw Rejected.parameter("the --packet p must be 0 <= p <= n-1");
    }
    return new Nth(every, packet, args.inverted(EVERY));
  }

  @Override
  public void save(Data match, Words out) {
    switch (match) {
      case Random random ->
          out.option("mode", "random").option("probability", random.inverted, random.text());
      case Nth nth ->
          out.option("mode", "nth")
              .option("every", nth.inverted, Long.toString(nth.every))
              .option("packet", Long.toString(nth.packet));
    }
  }

  @Override
  public void list(Data match, Listing out) {
    String not = match.inverted() ? "! " : "";
    switch (match) {
      case Random random ->
          out.add(" statistic mode random " + not + "probability " + random.text());
      case Nth nth -> {
        out.add(" statistic mode nth " + not + "every " + nth.every);
        out.add(nth.packet == 0 ? "" : " packet " + nth.packet);
      }
    }
  }

  @Override
  public boolean translate(Data match, Translation out) {
    switch (match) {
      case Random random ->
          out.add("meta random & " + Integer.MAX_VALUE + (random.inverted ? " >= " : " < "))
              .add(Long.toString(random.probability()));
      case Nth nth ->
          out.test("numgen inc mod " + nth.every, nth.inverted, Long.toString(nth.packet));
    }
    return true;
  }

  /**
   * struct xt_statistic_info: mode, a flag, and of each mode its numbers; the rest is the kernel's.
   */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 24, Statistic::write, Statistic::read));
  }

  /** The C tool writes how many packets come first in both modes; the kernel ignores it. */
  private static void write(Data match, StructBytes out) {
    out.u16(2, match.inverted() ? 1 : 0);
    switch (match) {
      case Random random -> {
        out.u32(4, random.probability);
        out.u32(12, random.probability);
      }
      case Nth nth -> {
        out.u16(0, 1);
        out.u32(4, nth.every - 1);
        out.u32(8, nth.packet);
        out.u32(12, nth.every - 1 - nth.packet);
      }
    }
  }

  private static Data read(StructBytes in) {
    boolean inverted = in.known(in.u16(2), 1) != 0;
    return in.known(in.u16(0), 1) == 0
        ? new Random(in.u32(4), inverted)
        : new Nth(in.u32(4) + 1, in.u32(8), inverted);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    Probe probe =
        switch (match) {
          case Random random ->
              new Chance(
                  random.probability(),
                  new Label("with probability " + random.text(), "概率为 " + random.text()));
          case Nth nth ->
              new Turn(
                  lowering.state(
                      TurnCounter.class, () -> new TurnCounter(nth.every - 1 - nth.packet)),
                  nth.every - 1,
                  new Label("one in every " + nth.every, "每 " + nth.every + " 个中的一个"));
        };
    return new Condition.Probe(probe).not(match.inverted());
  }
}
