package org.netfilter4j.xt.match;

import java.util.List;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.CutText;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m helper}: connections that a helper has expected (xt_helper.c, revision 0). */
public final class Helper extends MatchDescriptor<Helper.Data> {
  private static final int MOST_BYTES = 29;

  /** IPS_EXPECTED. */
  private static final int EXPECTED = 1;

  private static final Option<String> HELPER =
      Option.of("helper", new CutText(MOST_BYTES, 0, "name"))
          .allowInversion()
          .makeMandatory()
          .help("the helper of the connection that this one was expected by");

  public Helper() {
    super("helper", Data.class, HELPER);
  }

  /**
   * struct xt_helper_info.
   *
   * @param helper "" for any
   */
  public record Data(String helper, boolean inverted) implements Match {
    @Override
    public String name() {
      return "helper";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(HELPER), args.inverted(HELPER));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("helper", match.inverted).quoted(match.helper);
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" helper match " + (match.inverted ? "! " : "") + '"' + match.helper + '"');
  }

  @Override
  public boolean translate(Data match, Translation out) {
    out.test("ct helper", match.inverted, '"' + match.helper + '"');
    return true;
  }

  /** struct xt_helper_info: whether it is inverted, and the name. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 36, Helper::write, Helper::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u32(0, match.inverted ? 1 : 0);
    out.text(4, MOST_BYTES + 1, match.helper);
  }

  private static Data read(StructBytes in) {
    return new Data(in.text(4, MOST_BYTES + 1), in.u32(0) != 0);
  }

  /** The embedded host runs no helpers, so what one has expected came with a recorded table. */
  @Override
  public Condition condition(Data match, Lowering lowering) {
    Condition expected = new Condition.Test(Field.Flow.STATUS, new Values.AnyBit(EXPECTED));
    Label needs = new Label("the connection that expected this one", "预期了该连接的主连接");
    return Condition.all(expected, new Condition.Unknown("helper", needs)).not(match.inverted);
  }
}
