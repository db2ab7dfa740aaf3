package org.netfilter4j.xt.match;

import java.util.List;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m cpu}: the processor that handles the packet (xt_cpu.c, revision 0). */
public final class Cpu extends MatchDescriptor<Cpu.Data> {
  private static final Option<Long> CPU =
      Option.of("cpu", Syntaxes.number(0, 0xffff_ffffL))
          .allowInversion()
          .makeMandatory()
          .help("the processor's number, from 0");

  /** struct xt_cpu_info. */
  public record Data(long cpu, boolean inverted) implements Match {
    @Override
    public String name() {
      return "cpu";
    }
  }

  public Cpu() {
    super("cpu", Data.class, CPU);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(CPU), args.inverted(CPU));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("cpu", match.inverted, Long.toString(match.cpu));
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(match.inverted ? " cpu ! " : " cpu ").add(Long.toString(match.cpu));
  }

  @Override
  public boolean translate(Data match, Translation out) {
    out.test("cpu", match.inverted, Long.toString(match.cpu));
    return true;
  }

  /** struct xt_cpu_info: the number, and whether it is inverted. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 8, Cpu::write, Cpu::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u32(0, match.cpu);
    out.u32(4, match.inverted ? 1 : 0);
  }

  private static Data read(StructBytes in) {
    return new Data(in.u32(0), in.u32(4) != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return new Condition.Unknown(
        "cpu", new Label("the processor that handles the packet", "处理该数据包的处理器"));
  }
}
